// The end of a stream, or a listener, as one process has it open: once, however many copies of a
// primitive name it.
#pragma once

#include <memory>

#include "primitives/object.h"
#include "primitives/os/os.h"

namespace ravel {

/// A copy, also a second one among the arguments of a child, is the same: closing one closes all
/// copies of the process. A child's is its own.
class StreamEnd {
 public:
  StreamEnd() noexcept = default;

  /// Takes over one use of `handle`, which the calling process has.
  StreamEnd(os::Os& os, os::Handle handle) : end_(std::make_shared<SharedObject>(os, handle)) {}

  bool closed() const noexcept { return !end_ || end_->os_or_none() == nullptr; }

  /// Both throw std::system_error (EBADF) if it is closed: "`call`: the `noun` is closed".
  os::Os& os(const char* call, const char* noun) const;
  os::Handle handle(const char* call, const char* noun) const;

  /// Closing again is harmless.
  void close(os::Where where) noexcept {
    if (end_) end_->close_stream(where);
  }

  void save(ArgumentWriter& writer) const;
  void load(ArgumentReader& reader);

 private:
  std::shared_ptr<SharedObject> end_;
};

}  // namespace ravel
