// A fixed number of values in shared memory, with a lock that belongs to them all.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "primitives/any_lock.h"
#include "primitives/elements.h"
#include "primitives/os/os.h"
#include "primitives/raw_array.h"

namespace ravel {

/// A copy, also one that a child gets as an argument, is the same array and the same lock. As with
/// Value, single accesses do not lock: they are those of a RawArray, with its errors. Hold the
/// array with `locked` to read, change and write.
template <Shareable T>
class Array {
 public:
  class Locked;

  Array() noexcept = default;

  /// `size` elements, all bytes zero, with an RLock of their own. All constructors throw
  /// std::length_error above 4 GiB, and std::system_error when the system is out of shared memory
  /// or semaphores.
  Array(os::Os& os, std::size_t size, os::Where where = os::Where::here())
      : Array(os, size, RLock(os, where), where) {}
  Array(os::Os& os, const std::vector<T>& elements, os::Where where = os::Where::here())
      : Array(os, elements, RLock(os, where), where) {}

  /// Uses `lock`, a Lock or an RLock, which may guard other things too.
  Array(os::Os& os, std::size_t size, AnyLock lock, os::Where where = os::Where::here())
      : raw_(os, size, where), lock_(std::move(lock)) {}
  Array(os::Os& os, const std::vector<T>& elements, AnyLock lock,
        os::Where where = os::Where::here())
      : raw_(os, elements, where), lock_(std::move(lock)) {}

  std::size_t size() const noexcept { return raw_.size(); }

  T load(std::size_t index, os::Where where = os::Where::here()) const {
    return raw_.load(index, where);
  }
  void store(std::size_t index, T value, os::Where where = os::Where::here()) {
    raw_.store(index, value, where);
  }

  std::vector<T> load_range(std::size_t first, std::size_t count,
                            os::Where where = os::Where::here()) const {
    return raw_.load_range(first, count, where);
  }
  void store_range(std::size_t first, const std::vector<T>& values,
                   os::Where where = os::Where::here()) {
    raw_.store_range(first, values, where);
  }
  std::vector<T> load_all(os::Where where = os::Where::here()) const {
    return raw_.load_all(where);
  }

  /// Acquires the lock until the end of the scope.
  [[nodiscard]] Locked locked(os::Where where = os::Where::here()) { return Locked(*this, where); }

  AnyLock& get_lock() noexcept { return lock_; }

  /// Names the array in reports.
  void label(std::string_view name) { raw_.label(name); }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(raw_, lock_);
  }

 private:
  RawArray<T> raw_;
  AnyLock lock_;
};

/// The array while its lock is held.
template <Shareable T>
class Array<T>::Locked {
 public:
  Locked(Array& array, os::Where where) : array_(array), guard_(array.lock_, where) {}

  T get(std::size_t index, os::Where where = os::Where::here()) const {
    return array_.load(index, where);
  }
  void set(std::size_t index, T value, os::Where where = os::Where::here()) {
    array_.store(index, value, where);
  }

  /// Returns the sum. An integer wraps around.
  T add(std::size_t index, T delta, os::Where where = os::Where::here()) {
    const T sum = wrapping_sum(get(index, where), delta);
    set(index, sum, where);
    return sum;
  }

 private:
  Array& array_;
  AnyLock::Guard guard_;
};

}  // namespace ravel
