// A condition variable between processes, as multiprocessing has it.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>

#include "primitives/any_lock.h"
#include "primitives/os/os.h"
#include "primitives/rooms.h"
#include "primitives/time_limit.h"

namespace ravel {

/// A copy, also one that a child gets as an argument, is the same condition with the same lock.
///
/// - No spurious wake-ups: `wait` returns true only for a notification of its own, one that was
///   made after it began.
/// - Notifying waits for nobody, whatever becomes of those who are notified. (CPython's waits until
///   each of them has woken: for ever, if one was killed.)
/// - A process that is killed inside `wait`, before or while it sleeps, hinders nobody. Until a
///   notification has been spent on it, it counts as a sleeper: sleepers that are alive are woken
///   in its stead, except when others have been notified and have not woken yet at the moment
///   another one comes to wait. `notify_all` reaches everybody who is alive without exception.
///   A notification that had woken it is gone with it.
/// - Whoever is killed while it holds the lock leaves it held: see Lock and RLock.
/// - Three such killed sleepers, each notified when nobody else slept, cost those who wait later up
///   to one second each time the three rooms of the condition are blocked; only a sleeper that does
///   not run for that second, although it was notified, can then miss its notification.
class Condition {
 public:
  using Guard = AnyLock::Guard;

  Condition() noexcept = default;

  /// With an RLock of its own. Throws std::system_error when the system is out of semaphores.
  explicit Condition(os::Os& os, os::Where where = os::Where::here());

  /// Uses `lock`, which may guard other things too. Of a Lock, which has no owner, it can only be
  /// seen that somebody holds it, not that the caller does.
  Condition(os::Os& os, AnyLock lock, os::Where where = os::Where::here());

  /// The lock's own.
  bool acquire(os::Timeout timeout = os::kForever, os::Where where = os::Where::here()) {
    return lock_.acquire(timeout, where);
  }
  void release(os::Where where = os::Where::here()) { lock_.release(where); }
  Guard hold(os::Where where = os::Where::here()) { return lock_.hold(where); }

  /// Releases the lock, whatever the number of levels, sleeps until it is notified, at most for
  /// `timeout`, and holds the lock as before when it returns, which may take longer. False: nobody
  /// has notified it. Throws NotHeld, as all that follow, if the caller does not hold the lock.
  bool wait(os::Timeout timeout = os::kForever, os::Where where = os::Where::here());

  /// Waits until `predicate` holds, which is asked under the lock, first without waiting; returns
  /// its last value, which does not hold after the timeout.
  template <class Predicate>
  std::decay_t<std::invoke_result_t<Predicate&>> wait_for(Predicate predicate,
                                                          os::Timeout timeout = os::kForever,
                                                          os::Where where = os::Where::here()) {
    const TimeLimit limit(rooms_.os(), timeout);
    auto result = predicate();
    for (bool notified = true; !result && notified; result = predicate())
      notified = wait(limit.left(), where);
    return result;
  }

  /// Wakes `count` sleepers, or all if there are fewer. They go on when they get the lock. Without
  /// sleepers nothing happens, and nothing is remembered.
  void notify(std::uint64_t count = 1, os::Where where = os::Where::here());
  void notify_all(os::Where where = os::Where::here()) {
    notify(std::numeric_limits<std::uint64_t>::max(), where);
  }

  /// Names the condition in reports ("condition NAME") and messages, in those of copies that are
  /// made from now on too. The lock keeps its own name.
  void label(std::string_view name);

  template <class Archive>
  void serialize(Archive& archive) {
    archive(lock_, rooms_);
  }

 private:
  void require_held(std::string_view call, os::Where where) const;
  unsigned enter(os::Where where);
  bool leave(unsigned room, os::Where where);

  AnyLock lock_;
  Rooms rooms_;
};

}  // namespace ravel
