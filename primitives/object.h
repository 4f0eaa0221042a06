// One use of an object of the operating system (a semaphore, shared memory), owned.
#pragma once

#include <utility>

#include "primitives/os/os.h"

namespace ravel {

class ArgumentReader;
class ArgumentWriter;

/// A copy uses the same object once more; the object ends with its last user. An empty one, as the
/// default constructor makes it, can only be assigned to and destroyed.
class SharedObject {
 public:
  SharedObject() noexcept = default;

  /// Takes over one use of `handle`, which the calling process has.
  SharedObject(os::Os& os, os::Handle handle) noexcept : os_(&os), handle_(handle) {}

  SharedObject(const SharedObject& other) noexcept : os_(other.os_), handle_(other.handle_) {
    if (os_ != nullptr) os_->share(handle_);
  }
  SharedObject(SharedObject&& other) noexcept
      : os_(std::exchange(other.os_, nullptr)), handle_(other.handle_) {}
  SharedObject& operator=(SharedObject other) noexcept {
    std::swap(os_, other.os_);
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~SharedObject() {
    if (os_ != nullptr) os_->close(handle_);
  }

  /// Gives up the use of the end of a stream, or of a listener, at a place for traces: this one is
  /// empty then.
  void close_stream(os::Where where) noexcept {
    if (os_ != nullptr) std::exchange(os_, nullptr)->close_stream(handle_, where);
  }

  /// Throws std::logic_error if this one is empty.
  os::Os& os() const {
    if (os_ == nullptr) refuse_empty();
    return *os_;
  }
  /// Nothing if this one is empty: for calls that must not throw.
  os::Os* os_or_none() const noexcept { return os_; }
  os::Handle handle() const noexcept { return handle_; }

  /// As an argument of a child. Throws std::logic_error if this one is empty.
  void save(ArgumentWriter& writer) const;
  void load(ArgumentReader& reader);

 private:
  [[noreturn]] static void refuse_empty();

  os::Os* os_ = nullptr;
  os::Handle handle_ = os::kNoHandle;
};

}  // namespace ravel
