// How CPython makes conditions, events and barriers of its semaphores (Lib/multiprocessing/
// synchronize.py and Lib/threading.py, 3.11): the wrong versions where Ravel's own are better.
#pragma once

#include "primitives/all.h"
#include "primitives/time_limit.h"

namespace ravel::cpython {

/// Whoever notifies waits until each of the notified has answered: for ever, if one was killed.
class Condition {
 public:
  Condition() noexcept = default;
  explicit Condition(os::Os& os) : lock_(os), sleeping_(os, 0), woken_(os, 0), wake_(os, 0) {
    lock_.label("lock of the condition");
    sleeping_.label("sleeping");
    woken_.label("woken");
    wake_.label("wake");
  }

  RLock::Guard hold() { return lock_.hold(); }

  bool wait(os::Timeout timeout = os::kForever) {
    sleeping_.release();
    lock_.release();
    const bool notified = wake_.acquire(timeout);
    woken_.release();
    lock_.acquire();
    return notified;
  }

  void notify_all() {
    // Who has given up since the last time counts no more.
    while (woken_.try_acquire()) sleeping_.try_acquire();
    int sleepers = 0;
    for (; sleeping_.try_acquire(); ++sleepers) wake_.release();
    for (int answers = 0; answers < sleepers; ++answers) woken_.acquire();
    while (sleepers > 0 && wake_.try_acquire()) {
    }
  }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(lock_, sleeping_, woken_, wake_);
  }

 private:
  RLock lock_;
  Semaphore sleeping_;
  Semaphore woken_;
  Semaphore wake_;
};

/// Whoever wakes looks at the flag again, which can have been cleared meanwhile.
class Event {
 public:
  Event() noexcept = default;
  explicit Event(os::Os& os) : condition_(os), flag_(os, 0) { flag_.label("flag"); }

  bool wait() {
    const auto guard = condition_.hold();
    if (!is_set()) condition_.wait();
    return is_set();
  }
  void set() {
    const auto guard = condition_.hold();
    flag_.try_acquire();
    flag_.release();
    condition_.notify_all();
  }
  void clear() {
    const auto guard = condition_.hold();
    flag_.try_acquire();
  }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(condition_, flag_);
  }

 private:
  bool is_set() {
    if (!flag_.try_acquire()) return false;
    flag_.release();
    return true;
  }

  Condition condition_;
  Semaphore flag_;
};

/// One generation of a barrier.
class Barrier {
 public:
  Barrier() noexcept = default;
  Barrier(os::Os& os, int parties) : condition_(os), come_(os), open_(os), parties_(parties) {}

  /// False if the others did not come in time.
  bool wait(os::Timeout timeout) {
    const auto guard = condition_.hold();
    const int come = come_.load() + 1;
    come_.store(come);
    if (come == parties_) {
      open_.store(true);
      condition_.notify_all();
      return true;
    }
    while (!open_.load())
      if (!condition_.wait(timeout)) break;
    if (open_.load()) return true;
    // Breaking the barrier tells those who wait.
    condition_.notify_all();
    return false;
  }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(condition_, come_, open_, parties_);
  }

 private:
  Condition condition_;
  RawValue<int> come_;
  RawValue<bool> open_;
  int parties_ = 0;
};

}  // namespace ravel::cpython
