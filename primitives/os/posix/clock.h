// The monotonic clock, and deadlines on it.
#pragma once

#include <algorithm>
#include <ctime>

#include "primitives/os/types.h"

namespace ravel::os::posix {

inline timespec to_timespec(std::chrono::nanoseconds duration) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(duration);
  return {static_cast<std::time_t>(seconds.count()),
          static_cast<long>((duration - seconds).count())};
}

/// CLOCK_MONOTONIC, which is what std::chrono::steady_clock reads here.
inline std::chrono::nanoseconds monotonic_now() {
  return std::chrono::steady_clock::now().time_since_epoch();
}

/// The moment at which `timeout` is over; a timeout beyond the clock's range ends with the range.
class Deadline {
 public:
  explicit Deadline(std::chrono::nanoseconds timeout) {
    const auto now = monotonic_now();
    at_ = timeout > std::chrono::nanoseconds::max() - now ? std::chrono::nanoseconds::max()
                                                          : now + timeout;
  }

  std::chrono::nanoseconds at() const noexcept { return at_; }
  /// Never negative.
  std::chrono::nanoseconds left() const {
    return std::max(at_ - monotonic_now(), std::chrono::nanoseconds::zero());
  }

 private:
  std::chrono::nanoseconds at_{};
};

}  // namespace ravel::os::posix
