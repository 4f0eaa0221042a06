// Those who wait for something in shared memory: they look for a little while, and then sleep on a
// futex (U. Drepper, "Futexes Are Tricky", 2011).
#pragma once

#include <algorithm>
#include <atomic>

#include "primitives/os/posix/clock.h"
#include "primitives/os/posix/futex.h"
#include "primitives/os/types.h"

namespace ravel::os::posix {

/// No wake-up is lost: who sleeps says so before it looks the last time, and who changes something
/// does that before it asks whether somebody sleeps; all of it is sequentially consistent.
class Sleepers {
 public:
  /// Calls `attempt` until it returns true, at most for `timeout`; false when it did not.
  template <class Attempt>
  bool wait(Timeout timeout, Attempt attempt) {
    if (succeeds_soon(timeout, attempt)) return true;
    const auto end = timeout ? Deadline(*timeout).at() : std::chrono::nanoseconds::max();
    ++count_;
    bool done = false;
    for (bool in_time = true; in_time;) {
      asleep_.store(1);
      done = attempt();
      if (done) break;
      const auto at = std::min(end, Deadline(kSleepMost).at());
      in_time = futex_wait(asleep_, 1, to_timespec(at)) || at < end;
    }
    done = done || attempt();
    leave(done);
    return done;
  }

  /// For whoever has changed something: one of those who wait tries again. Until that one does,
  /// further calls cost nothing.
  void wake_one() noexcept {
    if (asleep_.load() != 0 && asleep_.exchange(0) != 0) futex_wake_one(asleep_);
  }

 private:
  // The longest look takes about as long as a sleep and its wake-up. So nobody spends more than
  // twice of what would have been best (Karlin et al., "Empirical Studies of Competitive Spinning",
  // SOSP 1991). Who looks in vain looks for half as long the next time: perhaps those who could
  // change something wait for this processor.
  static constexpr std::uint32_t kLookMostNs = 5'000;
  static constexpr std::uint32_t kLookLeastNs = 1'000;

  // A process that is killed between its change and the wake-up, or with a wake-up in hand, takes
  // that along. Therefore a sleeper looks for itself now and then.
  static constexpr std::chrono::nanoseconds kSleepMost = std::chrono::milliseconds(100);

  template <class Attempt>
  bool succeeds_soon(Timeout timeout, Attempt attempt) {
    const std::uint32_t look_ns = look_ns_.load(std::memory_order_relaxed);
    const std::chrono::nanoseconds look(look_ns);
    const auto end = monotonic_now() + (timeout ? std::min(*timeout, look) : look);
    bool done = attempt();
    while (!done && monotonic_now() < end) done = attempt();
    const std::uint32_t next =
        done ? std::min(look_ns * 2, kLookMostNs) : std::max(look_ns / 2, kLookLeastNs);
    if (next != look_ns) look_ns_.store(next, std::memory_order_relaxed);
    return done;
  }

  // The others sleep on, though there may be more than one could take; and nobody would know.
  void leave(bool done) noexcept {
    if (count_.fetch_sub(1) == 1) return;
    asleep_.store(1);
    if (done) wake_one();
  }

  std::atomic<std::uint32_t> asleep_ = 0;  // 1: somebody may sleep whom nobody has woken
  std::atomic<std::uint32_t> count_ = 0;   // those that were killed in their sleep stay counted
  std::atomic<std::uint32_t> look_ns_ = kLookMostNs;
};

}  // namespace ravel::os::posix
