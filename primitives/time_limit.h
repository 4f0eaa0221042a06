// A timeout that several waits share.
#pragma once

#include <chrono>

#include "primitives/os/os.h"

namespace ravel {

class TimeLimit {
 public:
  TimeLimit(os::Os& os, os::Timeout timeout) : os_(os), timeout_(timeout) {
    if (timeout_) end_ = os.now() + *timeout_;
  }

  /// Zero or less: the time is up.
  os::Timeout left() const {
    if (!timeout_) return timeout_;
    return end_ - os_.now();
  }

 private:
  os::Os& os_;
  os::Timeout timeout_;
  std::chrono::nanoseconds end_{};
};

}  // namespace ravel
