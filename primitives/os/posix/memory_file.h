// A file without a name, in memory, for its owner alone, that is gone with the last process that
// has it.
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "primitives/os/posix/checked.h"
#include "primitives/os/posix/descriptor.h"

namespace ravel::os::posix {

/// Never one of the three standard descriptors, also if those are closed: what is printed must not
/// end up in it. Throws std::system_error.
inline Descriptor make_memory_file(const char* name) {
  const Descriptor file(checked(memfd_create(name, MFD_CLOEXEC), "memfd_create"));
  // It has no name, but whoever may look into /proc could open it.
  checked(fchmod(file.get(), S_IRUSR | S_IWUSR), "fchmod");
  return Descriptor(
      checked(fcntl(file.get(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1), "fcntl F_DUPFD_CLOEXEC"));
}

}  // namespace ravel::os::posix
