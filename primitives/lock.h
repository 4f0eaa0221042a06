// A lock between processes, as multiprocessing has it: not owned, not re-entrant, without fairness.
#pragma once

#include <cstdint>
#include <string_view>

#include "primitives/errors.h"
#include "primitives/guard.h"
#include "primitives/os/os.h"
#include "primitives/permits.h"

namespace ravel {

/// A copy, also one that a child gets as an argument, is the same lock. A default-constructed one
/// can only be assigned to. If the holder is killed, the lock stays held until somebody releases
/// it.
class Lock {
 public:
  using Guard = ravel::Guard<Lock>;

  Lock() noexcept = default;

  /// A free lock. Throws std::system_error when the system is out of them.
  explicit Lock(os::Os& os, os::Where where = os::Where::here());

  /// Blocks while the lock is held, also by the caller itself, at most for `timeout`; false when it
  /// was not free in time. Zero or less only tries.
  bool acquire(os::Timeout timeout = os::kForever, os::Where where = os::Where::here());
  bool try_acquire(os::Where where = os::Where::here());

  /// Any process may release, also one that never acquired. Throws OverRelease if the lock is free.
  void release(os::Where where = os::Where::here());

  /// Acquires, and releases at the end of the scope: `auto guard = lock.hold();`
  Guard hold(os::Where where = os::Where::here()) { return {*this, where}; }

  /// Names the lock in reports and messages, in those of copies that are made from now on too.
  void label(std::string_view name);

  /// What the standard library calls them, for std::lock_guard and its like.
  void lock(os::Where where = os::Where::here()) { acquire(os::kForever, where); }
  bool try_lock(os::Where where = os::Where::here()) { return try_acquire(where); }
  void unlock(os::Where where = os::Where::here()) { release(where); }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(permits_);
  }

 private:
  friend Guard;
  friend class AnyLock;

  [[noreturn]] void refuse_release() const;
  void give_back(os::Where where) noexcept { permits_.give(where); }

  // For AnyLock. A lock has no owner: that somebody holds it is all that can be known.
  bool held_by_caller(os::Where where) const { return permits_.value(where) == 0; }
  std::uint64_t release_all(os::Where where);
  void acquire_again(std::uint64_t, os::Where where) { acquire(os::kForever, where); }

  Permits permits_;
};

}  // namespace ravel
