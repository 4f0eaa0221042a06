// Pipes of records: an object that a system may offer besides those of os::Os.
#pragma once

#include <cstddef>
#include <utility>

#include "primitives/os/os.h"

namespace ravel::os {

/// An Os that has pipes of records of its own, which cost less than the kernel's, derives from this
/// too.
class RecordPipes {
 public:
  virtual ~RecordPipes() = default;

  /// See the function below.
  virtual std::pair<Handle, Handle> create_record_pipe(std::size_t record, std::size_t records) = 0;
};

/// A pipe, {read end, write end}, for pieces of exactly `record` bytes (1 to kAtomicBytes), of
/// which it has room for `records`: each is written, and read, at one moment. It is for processes
/// that have both ends open, so that there is neither an end of the stream nor EPIPE; both may have
/// one handle. With an `os` that has none of its own it is a plain pipe with room for all. Throws
/// std::invalid_argument for other numbers, std::system_error when the system is out of memory.
std::pair<Handle, Handle> create_record_pipe(Os& os, std::size_t record, std::size_t records,
                                             Where where = Where::here());

}  // namespace ravel::os
