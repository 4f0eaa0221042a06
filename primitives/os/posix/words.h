// Words of the run's shared memory.
#pragma once

#include "primitives/os/posix/arena.h"
#include "primitives/os/sharing.h"

namespace ravel::os::posix {

/// See SharedMemory for the contracts.
std::uint64_t load(const Arena& arena, Word word, Access access);
void store(const Arena& arena, Word word, std::uint64_t value, Access access);
std::uint64_t exchange(const Arena& arena, Word word, std::uint64_t value);
std::uint64_t fetch_add(const Arena& arena, Word word, std::uint64_t delta);
std::uint64_t compare_exchange(const Arena& arena, Word word, std::uint64_t expected,
                               std::uint64_t desired);

}  // namespace ravel::os::posix
