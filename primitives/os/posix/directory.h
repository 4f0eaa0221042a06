// The directory of a run.
#pragma once

#include <string>

#include "primitives/os/posix/descriptor.h"

namespace ravel::os::posix {

/// A fresh directory, for its owner alone, in $TMPDIR or else /tmp; the destructor removes it with
/// all that is in it.
class RunDirectory {
 public:
  /// Throws std::system_error whose text names the directory that cannot be written to.
  RunDirectory();
  RunDirectory(const RunDirectory&) = delete;
  RunDirectory& operator=(const RunDirectory&) = delete;
  ~RunDirectory();

  const std::string& path() const noexcept { return path_; }
  int descriptor() const noexcept { return descriptor_.get(); }

 private:
  std::string path_;
  Descriptor descriptor_;
};

/// Removes a run's directory and all that is in it, if it exists.
void remove_directory(const std::string& path) noexcept;

}  // namespace ravel::os::posix
