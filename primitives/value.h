// One value in shared memory, with a lock that belongs to it.
#pragma once

#include <string_view>
#include <utility>

#include "primitives/any_lock.h"
#include "primitives/elements.h"
#include "primitives/os/os.h"
#include "primitives/raw_value.h"

namespace ravel {

/// A copy, also one that a child gets as an argument, is the same value and the same lock.
///
/// Single accesses do not lock: `load` and `store` are those of a RawValue. To read, change and
/// write, hold the value: `value.locked().add(1)`, or for several accesses
/// `auto held = value.locked();`. (In multiprocessing each access takes the lock by itself, which
/// protects no read-modify-write and looks as if it did.)
template <Shareable T>
class Value {
 public:
  class Locked;

  Value() noexcept = default;

  /// With an RLock of its own. Throws std::system_error, as the other one does, when the system is
  /// out of shared memory or semaphores.
  explicit Value(os::Os& os, T initial = T{}, os::Where where = os::Where::here())
      : Value(os, initial, RLock(os, where), where) {}

  /// Uses `lock`, a Lock or an RLock, which may guard other things too.
  Value(os::Os& os, T initial, AnyLock lock, os::Where where = os::Where::here())
      : raw_(os, initial, where), lock_(std::move(lock)) {}

  T load(os::Where where = os::Where::here()) const { return raw_.load(where); }
  void store(T value, os::Where where = os::Where::here()) { raw_.store(value, where); }

  /// Acquires the lock until the end of the scope.
  [[nodiscard]] Locked locked(os::Where where = os::Where::here()) { return Locked(*this, where); }

  AnyLock& get_lock() noexcept { return lock_; }

  /// Names the value in reports.
  void label(std::string_view name) { raw_.label(name); }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(raw_, lock_);
  }

 private:
  RawValue<T> raw_;
  AnyLock lock_;
};

/// The value while its lock is held.
template <Shareable T>
class Value<T>::Locked {
 public:
  Locked(Value& value, os::Where where) : value_(value), guard_(value.lock_, where) {}

  T get(os::Where where = os::Where::here()) const { return value_.load(where); }
  void set(T value, os::Where where = os::Where::here()) { value_.store(value, where); }

  /// Returns the sum. An integer wraps around.
  T add(T delta, os::Where where = os::Where::here()) {
    const T sum = wrapping_sum(get(where), delta);
    set(sum, where);
    return sum;
  }

 private:
  Value& value_;
  AnyLock::Guard guard_;
};

}  // namespace ravel
