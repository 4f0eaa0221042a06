// The process that stands between a run and whoever called for it: all processes of the run descend
// from it, and it ends only when they have ended and the run's directory is gone, whatever happens
// to the caller.
#pragma once

#include <sys/types.h>

#include <functional>

#include "primitives/os/os.h"
#include "primitives/os/posix/arena.h"

namespace ravel::os::posix {

/// The calling process, a fork of `caller` with every signal blocked, becomes the janitor: it makes
/// the directory, starts the process `main`, which runs `body`, and waits. SIGTERM, or the end of
/// the caller, ends the run. A set-up that fails is left in the arena's header, and its exit code
/// is not 0.
[[noreturn]] void become_janitor(Arena& arena, pid_t caller, Handle main,
                                 const std::function<void(Os&)>& body) noexcept;

}  // namespace ravel::os::posix
