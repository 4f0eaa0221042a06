// Waiting for several things at once: connections, listeners, the ends of children.
#pragma once

#include <concepts>
#include <span>
#include <vector>

#include "primitives/os/os.h"

namespace ravel {

/// Something that `wait` waits for: a connection, a listener, or the sentinel of a child.
class Waitable {
 public:
  Waitable(os::Handle sentinel) noexcept : handle_(sentinel) {}

  /// Throws std::system_error (EBADF) if it is closed.
  template <class T>
  requires requires(const T& object) {
    { object.handle() } -> std::same_as<os::Handle>;
  }
  Waitable(const T& object) : handle_(object.handle()) {}

  os::Handle handle() const noexcept { return handle_; }

 private:
  os::Handle handle_;
};

/// Blocks until one of `objects` is ready, at most for `timeout`, and returns the places in
/// `objects` of all that are; none when the time is up, or of none. Ready is: a connection that can
/// receive a message or the end of the stream, a listener that can accept, a child that has ended.
std::vector<std::size_t> wait(os::Os& os, std::span<const Waitable> objects,
                              os::Timeout timeout = os::kForever,
                              os::Where where = os::Where::here());

inline std::vector<std::size_t> wait(os::Os& os, std::initializer_list<Waitable> objects,
                                     os::Timeout timeout = os::kForever,
                                     os::Where where = os::Where::here()) {
  return wait(os, std::span(objects.begin(), objects.size()), timeout, where);
}

}  // namespace ravel
