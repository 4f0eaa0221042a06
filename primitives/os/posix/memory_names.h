// Names of shared memory: a list of the run, not of the system, so that nothing is left behind.
#pragma once

#include <string_view>

#include "primitives/os/posix/arena.h"

namespace ravel::os::posix {

/// See SharedMemory for the contracts.
Handle create_named_memory(Arena& arena, std::string_view name, std::size_t bytes);
Handle open_named_memory(Arena& arena, std::string_view name);
void remove_memory_name(Arena& arena, std::string_view name);

}  // namespace ravel::os::posix
