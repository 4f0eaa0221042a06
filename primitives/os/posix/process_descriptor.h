// A descriptor that becomes readable when a process ends, whoever that is a child of.
#pragma once

#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#include "primitives/os/posix/checked.h"
#include "primitives/os/posix/descriptor.h"

namespace ravel::os::posix {

/// Throws std::system_error.
inline Descriptor open_process(pid_t pid) {
  // As a system call: the declaration of pidfd_open in glibc 2.36 does not link from C++.
  return Descriptor(static_cast<int>(checked(syscall(SYS_pidfd_open, pid, 0), "pidfd_open")));
}

}  // namespace ravel::os::posix
