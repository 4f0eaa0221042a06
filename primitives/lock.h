// A lock between processes, as multiprocessing has it: not owned, not re-entrant, without fairness.
#pragma once

#include <stdexcept>
#include <string_view>

#include "primitives/object.h"
#include "primitives/os/os.h"

namespace ravel {

/// Thrown when a lock is released that nobody holds.
class LockNotHeld : public std::logic_error {
 public:
  LockNotHeld() : std::logic_error("released a lock that is not held: acquire it first") {}
};

/// A copy, also one that a child gets as an argument, is the same lock. A default-constructed one
/// can only be assigned to. If the holder is killed, the lock stays held until somebody releases
/// it.
class Lock {
 public:
  class Guard;

  Lock() noexcept = default;

  /// A free lock. Throws std::system_error when the system is out of them.
  explicit Lock(os::Os& os, os::Where where = os::Where::here());

  /// Blocks while the lock is held, also by the caller itself, at most for `timeout`; false when it
  /// was not free in time. Zero or less only tries.
  bool acquire(os::Timeout timeout = os::kForever, os::Where where = os::Where::here());
  bool try_acquire(os::Where where = os::Where::here());

  /// Any process may release, also one that never acquired. Throws LockNotHeld if the lock is free.
  void release(os::Where where = os::Where::here());

  /// Acquires, and releases at the end of the scope: `auto guard = lock.hold();`
  [[nodiscard]] Guard hold(os::Where where = os::Where::here());

  /// Names the lock in reports.
  void label(std::string_view name);

  /// What the standard library calls them, for std::lock_guard and its like.
  void lock(os::Where where = os::Where::here()) { acquire(os::kForever, where); }
  bool try_lock(os::Where where = os::Where::here()) { return try_acquire(where); }
  void unlock(os::Where where = os::Where::here()) { release(where); }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(semaphore_);
  }

 private:
  SharedObject semaphore_;
};

/// Holds a lock until the end of its scope. If somebody else has released the lock before, as any
/// process may, the guard does nothing.
class Lock::Guard {
 public:
  explicit Guard(Lock& lock, os::Where where) : semaphore_(lock.semaphore_), where_(where) {
    lock.acquire(os::kForever, where);
  }
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;
  ~Guard() { semaphore_.os().release(semaphore_.handle(), where_); }

 private:
  SharedObject semaphore_;
  os::Where where_;
};

inline Lock::Guard Lock::hold(os::Where where) {
  return Guard(*this, where);
}

}  // namespace ravel
