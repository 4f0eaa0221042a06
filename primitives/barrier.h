// A barrier between processes: each waits until all have come, as in multiprocessing.
#pragma once

#include <functional>
#include <stdexcept>
#include <string_view>

#include "primitives/crowd.h"
#include "primitives/os/os.h"
#include "primitives/time_limit.h"

namespace ravel {

/// A barrier that cannot be passed, and was not while the caller waited: Python's
/// BrokenBarrierError.
class BrokenBarrier : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A copy, also one that a child gets as an argument, is the same barrier. It is passed again and
/// again: by the first `parties` callers, then by the next ones.
///
/// - No call holds a lock. A process that is killed while it waits counts as one that has come, in
///   this generation only: the others pass when enough have come, and nothing of it is left. (In
///   CPython the last one to come waits for its answer: for ever.)
/// - If the last one to come is killed before it has let go the others, those who wait with a
///   timeout still return; `abort` and `reset` wake the rest.
/// - After three processes were killed while they waited, each in another generation, a barrier
///   breaks for good: make a new one.
class Barrier {
 public:
  using Action = std::function<void()>;

  Barrier() noexcept = default;

  /// `timeout` is for the calls of `wait` that give none. Throws std::invalid_argument unless
  /// 1 <= `parties` <= 4095, and std::system_error when the system is out of semaphores.
  Barrier(os::Os& os, int parties, os::Timeout timeout = os::kForever,
          os::Where where = os::Where::here());

  /// Blocks until `parties` have come, and returns which one the caller is of them: 0, 1, ... in
  /// the order in which they came. Throws BrokenBarrier if the barrier is broken, or is broken or
  /// reset while the caller waits; the caller itself breaks it when the time is up.
  int wait(os::Timeout timeout = os::kForever, os::Where where = os::Where::here());

  /// If the caller is the last one to come, it runs `action` before anybody is let go. An exception
  /// from there breaks the barrier, and leaves this call.
  int wait(const Action& action, os::Timeout timeout = os::kForever,
           os::Where where = os::Where::here());

  /// Breaks the barrier, for those who wait and for all who come until it is reset.
  void abort(os::Where where = os::Where::here());

  /// Makes the barrier as new. Whoever waits gets BrokenBarrier.
  void reset(os::Where where = os::Where::here());

  int parties() const noexcept { return parties_; }
  /// How many have come and are waiting for the others.
  int n_waiting(os::Where where = os::Where::here()) const;
  bool broken(os::Where where = os::Where::here()) const;

  /// Names the barrier in reports ("barrier NAME") and messages, in those of copies that are made
  /// from now on too.
  void label(std::string_view name);

  void save(ArgumentWriter& writer) const;
  void load(ArgumentReader& reader);

 private:
  int come(const Action* action, os::Timeout timeout, os::Where where);
  void act(unsigned room, const Action& action, os::Where where);
  void wait_inside(unsigned room, const TimeLimit& limit, os::Where where);
  void wait_outside(const TimeLimit& limit, int& patience, os::Where where);
  unsigned break_and_leave(unsigned room, CrowdState now, os::Where where);
  [[noreturn]] void throw_broken() const;
  [[noreturn]] void throw_timed_out() const;

  Crowd crowd_;
  int parties_ = 0;
  os::Timeout timeout_;
};

}  // namespace ravel
