// Counting semaphores of the run, in the arena.
#pragma once

#include "primitives/os/posix/arena.h"
#include "primitives/os/posix/process_record.h"

namespace ravel::os::posix {

/// See Semaphores for the contracts; `self` is the calling process.
Handle create_semaphore(Arena& arena, std::uint32_t initial, std::uint32_t maximum);
bool acquire(Arena& arena, Handle self, Handle semaphore, Timeout timeout);
bool release(Arena& arena, Handle self, Handle semaphore) noexcept;
std::uint32_t semaphore_value(const Arena& arena, Handle semaphore);

/// The process that took a permit last and did not release since; kNoHandle if there is none. Of a
/// semaphore with several permits this is one of those that may hold it.
Handle last_holder(const Arena& arena, Handle semaphore) noexcept;

}  // namespace ravel::os::posix
