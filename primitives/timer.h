// A call that is made later, in a thread of its own, unless it is cancelled: threading's Timer.
#pragma once

#include <chrono>
#include <functional>
#include <utility>

#include "primitives/event.h"
#include "primitives/os/os.h"
#include "primitives/thread.h"

namespace ravel {

/// A copy is the same timer.
class Timer {
 public:
  /// `function` is called once, at the earliest `interval` after `start`.
  Timer(os::Os& os, std::chrono::nanoseconds interval, std::function<void()> function,
        os::Where where = os::Where::here())
      : cancelled_(os, where),
        thread_(os, [cancelled = cancelled_, interval, function = std::move(function)]() mutable {
          if (!cancelled.wait(interval)) function();
        }) {}

  /// See Thread. `start` throws std::logic_error the second time; `join` returns false when the
  /// time is up.
  void start(os::Where where = os::Where::here()) { thread_.start(where); }
  bool join(os::Timeout timeout = os::kForever, os::Where where = os::Where::here()) {
    return thread_.join(timeout, where);
  }

  /// The function is not called any more, unless it has begun. May be called before `start` too.
  void cancel(os::Where where = os::Where::here()) { cancelled_.set(where); }

 private:
  Event cancelled_;
  Thread thread_;
};

}  // namespace ravel
