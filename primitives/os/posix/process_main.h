// The life of a process of the run, from its first moment in the backend to its end.
#pragma once

#include <sys/types.h>

#include <functional>

#include "primitives/os/os.h"
#include "primitives/os/posix/arena.h"

namespace ravel::os::posix {

/// The calling process becomes the process `self` of the run: it runs `body`, reports what leaves
/// it as an exception, waits for its own children, and ends. It is killed when `parent` ends, and
/// ends at once if that has happened already.
[[noreturn]] void become_process(Arena& arena, Handle self, pid_t parent,
                                 const std::function<void(Os&)>& body) noexcept;

}  // namespace ravel::os::posix
