// Starts the operating system's processes: a child by either method.
#pragma once

#include <sys/types.h>

#include <functional>
#include <span>

#include "primitives/os/os.h"
#include "primitives/os/posix/arena.h"
#include "primitives/os/posix/descriptor_table.h"

namespace ravel::os::posix {

/// Runs the executable anew; `child_main` there finds `program` and becomes the process `child`.
/// Returns its pid. Throws std::system_error, and std::invalid_argument for functions that are not
/// the executable's.
pid_t spawn_process(const Arena& arena, Handle child, const Program& program,
                    std::span<const InheritedDescriptor> inherited);

/// Forks; the copy becomes the process `child` and runs `body`. Returns its pid. Throws
/// std::system_error. What stdio has buffered would be written by both.
pid_t fork_process(Arena& arena, Handle child, std::span<const InheritedDescriptor> inherited,
                   const std::function<void(Os&)>& body);

/// Throws std::logic_error in a spawned child: its main() did not call `child_main`, and would run
/// the whole program once more in every child.
void refuse_in_spawned_child();

}  // namespace ravel::os::posix
