// The life of a process of the run, from its first moment in the backend to its end.
#pragma once

#include <sys/types.h>

#include <functional>
#include <span>

#include "primitives/os/os.h"
#include "primitives/os/posix/arena.h"
#include "primitives/os/posix/descriptor_table.h"

namespace ravel::os::posix {

/// The calling process becomes the process `self` of the run: it has the `inherited` descriptors
/// open, runs `body`, reports what leaves it as an exception, waits for its own threads and
/// children, and ends. It is killed when the thread of `parent` that started it ends, and ends at
/// once if `parent` has ended already.
[[noreturn]] void become_process(Arena& arena, Handle self, pid_t parent,
                                 std::span<const InheritedDescriptor> inherited,
                                 const std::function<void(Os&)>& body) noexcept;

}  // namespace ravel::os::posix
