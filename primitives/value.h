// One value in shared memory, with a lock that belongs to it.
#pragma once

#include <string_view>
#include <utility>

#include "primitives/elements.h"
#include "primitives/lock.h"
#include "primitives/os/os.h"

namespace ravel {

/// A copy, also one that a child gets as an argument, is the same value and the same lock.
///
/// Single accesses do not lock: `load` and `store` are what multiprocessing calls a RawValue. To
/// read, change and write, hold the value: `value.locked().add(1)`, or for several accesses
/// `auto held = value.locked();`. (In multiprocessing each access takes the lock by itself, which
/// protects no read-modify-write and looks as if it did.)
template <Shareable T>
class Value {
 public:
  class Locked;

  Value() noexcept = default;

  explicit Value(os::Os& os, T initial = T{}, os::Where where = os::Where::here())
      : Value(os, initial, Lock(os, where), where) {}

  /// Uses `lock`, which may guard other things too.
  Value(os::Os& os, T initial, Lock lock, os::Where where = os::Where::here())
      : elements_(os, sizeof(T), 1, where), lock_(std::move(lock)) {
    if (!is_all_zero(initial)) store(initial, where);
  }

  T load(os::Where where = os::Where::here()) const {
    return elements_.template load_as<T>(0, where);
  }
  void store(T value, os::Where where = os::Where::here()) {
    elements_.template store_as<T>(0, value, where);
  }

  /// Acquires the lock, which must not be held by the caller, until the end of the scope.
  [[nodiscard]] Locked locked(os::Where where = os::Where::here()) { return Locked(*this, where); }

  Lock& get_lock() noexcept { return lock_; }

  /// Names the value in reports.
  void label(std::string_view name) { elements_.label(name); }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(elements_, lock_);
  }

 private:
  SharedElements elements_;
  Lock lock_;
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
  Lock::Guard guard_;
};

}  // namespace ravel
