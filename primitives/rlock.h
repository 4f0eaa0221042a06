// A lock that whoever holds it may acquire again: multiprocessing's RLock.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

#include "primitives/errors.h"
#include "primitives/guard.h"
#include "primitives/os/os.h"
#include "primitives/permits.h"

namespace ravel {

/// Its owner is one thread of one process. A copy, also one that a child gets as an argument, is
/// the same lock. If the owner is killed, the lock stays held for ever: nobody else can release it.
class RLock {
 public:
  using Guard = ravel::Guard<RLock>;

  RLock() noexcept = default;

  /// A free lock. Throws std::system_error when the system is out of them.
  explicit RLock(os::Os& os, os::Where where = os::Where::here());

  /// Blocks while somebody else holds the lock, at most for `timeout`; false when it was not free
  /// in time. Zero or less only tries. The owner gets it at once, and must release it as often.
  bool acquire(os::Timeout timeout = os::kForever, os::Where where = os::Where::here());
  bool try_acquire(os::Where where = os::Where::here());

  /// Throws NotHeld if the caller is not the owner.
  void release(os::Where where = os::Where::here());

  /// Acquires, and releases at the end of the scope: `auto guard = rlock.hold();`
  Guard hold(os::Where where = os::Where::here()) { return {*this, where}; }

  /// Names the lock in reports and messages, in those of copies that are made from now on too.
  void label(std::string_view name);

  /// What the standard library calls them, for std::lock_guard and its like.
  void lock(os::Where where = os::Where::here()) { acquire(os::kForever, where); }
  bool try_lock(os::Where where = os::Where::here()) { return try_acquire(where); }
  void unlock(os::Where where = os::Where::here()) { release(where); }

  void save(ArgumentWriter& writer) const;
  void load(ArgumentReader& reader);

 private:
  friend Guard;
  friend class AnyLock;

  // Who of this process owns the lock, if somebody does. The others need not know.
  struct Owner {
    std::atomic<std::uint64_t> thread = 0;  // its number + 1; 0: nobody
    std::uint64_t levels = 0;               // belongs to the owner
  };

  bool try_release(os::Where where) noexcept;
  void give_back(os::Where where) noexcept { try_release(where); }

  // For AnyLock. Of all levels, by their owner.
  bool held_by_caller(os::Where where) const noexcept;
  std::uint64_t release_all(os::Where where);
  void acquire_again(std::uint64_t levels, os::Where where);

  Permits permits_;
  std::shared_ptr<Owner> owner_;  ///< one for all copies in this process
};

}  // namespace ravel
