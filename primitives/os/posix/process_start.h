// Starts the operating system's processes: a child by either method.
#pragma once

#include <sys/types.h>

#include <functional>

#include "primitives/os/os.h"
#include "primitives/os/posix/arena.h"

namespace ravel::os::posix {

/// Runs the executable anew; `child_main` there finds `program` and becomes the process `child`.
/// Returns its pid. Throws std::system_error, and std::invalid_argument for functions that are not
/// the executable's.
pid_t spawn_process(const Arena& arena, Handle child, const Program& program);

/// Forks; the copy becomes the process `child` and runs `body`. Returns its pid. Throws
/// std::system_error.
pid_t fork_process(Arena& arena, Handle child, const std::function<void(Os&)>& body);

}  // namespace ravel::os::posix
