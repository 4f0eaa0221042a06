// Asking again and again for what the system does not tell by itself.
#pragma once

#include <thread>

#include "primitives/os/posix/clock.h"

namespace ravel::os::posix {

/// Distances between two looks: what comes soon is seen soon, a long wait costs little.
struct Backoff {
  std::chrono::nanoseconds first;
  std::chrono::nanoseconds most;
};

/// Calls `look` until it returns true, at most for `timeout`; true as soon as it does. The last
/// look comes after the time is up.
template <class Look>
bool look_until(Look look, Timeout timeout, Backoff backoff) {
  const auto deadline = timeout ? std::optional<Deadline>(*timeout) : std::nullopt;
  std::chrono::nanoseconds pause = backoff.first;
  while (!look()) {
    if (deadline && deadline->left().count() == 0) return false;
    std::this_thread::sleep_for(deadline ? std::min(pause, deadline->left()) : pause);
    pause = std::min(2 * pause, backoff.most);
  }
  return true;
}

}  // namespace ravel::os::posix
