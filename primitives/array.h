// A fixed number of values in shared memory, with a lock that belongs to them all.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "primitives/elements.h"
#include "primitives/lock.h"
#include "primitives/os/os.h"

namespace ravel {

/// A copy, also one that a child gets as an argument, is the same array and the same lock. As with
/// Value, single accesses do not lock: hold the array with `locked` to read, change and write.
/// An index that is not below size() is a std::out_of_range.
template <Shareable T>
class Array {
 public:
  class Locked;

  Array() noexcept = default;

  /// `size` elements, all bytes zero.
  Array(os::Os& os, std::size_t size, os::Where where = os::Where::here())
      : elements_(os, sizeof(T), size, where), lock_(os, where) {}

  Array(os::Os& os, const std::vector<T>& elements, os::Where where = os::Where::here())
      : Array(os, elements.size(), where) {
    for (std::size_t i = 0; i < elements.size(); ++i)
      if (!is_all_zero(elements[i])) store(i, elements[i], where);
  }

  std::size_t size() const noexcept { return elements_.count(); }

  T load(std::size_t index, os::Where where = os::Where::here()) const {
    return elements_.template load_as<T>(index, where);
  }
  void store(std::size_t index, T value, os::Where where = os::Where::here()) {
    elements_.template store_as<T>(index, value, where);
  }

  /// All elements, one after the other: without the lock they may belong to different moments.
  std::vector<T> load_all(os::Where where = os::Where::here()) const {
    std::vector<T> all;
    for (std::size_t i = 0; i < size(); ++i) all.push_back(load(i, where));
    return all;
  }

  /// Acquires the lock, which must not be held by the caller, until the end of the scope.
  [[nodiscard]] Locked locked(os::Where where = os::Where::here()) { return Locked(*this, where); }

  Lock& get_lock() noexcept { return lock_; }

  /// Names the array in reports.
  void label(std::string_view name) { elements_.label(name); }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(elements_, lock_);
  }

 private:
  SharedElements elements_;
  Lock lock_;
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
  Lock::Guard guard_;
};

}  // namespace ravel
