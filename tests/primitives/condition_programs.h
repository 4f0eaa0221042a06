// What the children of the tests of Condition do.
#pragma once

#include "primitives/all.h"

namespace ravel {

inline void notify_one(os::Os&, Condition condition) {
  const auto guard = condition.hold();
  condition.notify();
}

/// Sleeps: when `ready` has been acquired, and then the lock, it does.
inline void sleep_until_notified(os::Os&, Condition condition, Semaphore ready, Semaphore woken) {
  const auto guard = condition.hold();
  ready.release();
  os::expect(condition.wait(), "without a timeout there must have been a notification");
  woken.release();
}

}  // namespace ravel
