// The directory of a run.
#pragma once

#include <string>

#include "primitives/os/posix/descriptor.h"

namespace ravel::os::posix {

/// A fresh directory, for its owner alone, in $TMPDIR or else /tmp, with one inside for files and
/// one for local sockets: their names may be the same. The destructor removes it with all that is
/// in it.
class RunDirectory {
 public:
  /// Throws std::system_error whose text names the directory that cannot be written to.
  RunDirectory();
  RunDirectory(const RunDirectory&) = delete;
  RunDirectory& operator=(const RunDirectory&) = delete;

  const std::string& path() const noexcept { return place_.path; }
  /// Descriptors of the two inside.
  int files() const noexcept { return files_.get(); }
  int sockets() const noexcept { return sockets_.get(); }

 private:
  /// First, so that a constructor that fails removes it too.
  struct Place {
    std::string path;
    ~Place();
  };

  Place place_;
  Descriptor files_;
  Descriptor sockets_;
};

/// Removes a run's directory and all that is in it, if it exists.
void remove_directory(const std::string& path) noexcept;

}  // namespace ravel::os::posix
