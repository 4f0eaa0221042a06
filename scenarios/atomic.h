// A number in shared memory whose accesses are sequentially consistent: what the algorithms that
// need no lock are written for, and what a value of multiprocessing is not.
#pragma once

#include <cstdint>
#include <string_view>

#include "primitives/os/os.h"
#include "primitives/shared_word.h"

namespace ravel {

/// A copy, also one that a child gets as an argument, is the same number.
class Atomic {
 public:
  Atomic() noexcept = default;
  explicit Atomic(os::Os& os, os::Where where = os::Where::here()) : word_(os, where) {}
  Atomic(os::Os& os, std::int64_t initial, os::Where where = os::Where::here()) : word_(os, where) {
    if (initial != 0) store(initial, where);
  }

  std::int64_t load(os::Where where = os::Where::here()) const {
    return static_cast<std::int64_t>(word_.load(os::Access::Atomic, where));
  }
  void store(std::int64_t value, os::Where where = os::Where::here()) {
    word_.store(static_cast<std::uint64_t>(value), os::Access::Atomic, where);
  }

  /// One step; returns the value as it was.
  std::int64_t fetch_add(std::int64_t delta, os::Where where = os::Where::here()) {
    return static_cast<std::int64_t>(word_.fetch_add(static_cast<std::uint64_t>(delta), where));
  }

  /// One step; changes the value from `expected` to `desired`, and tells whether it did.
  bool replace(std::int64_t expected, std::int64_t desired, os::Where where = os::Where::here()) {
    const auto old = static_cast<std::uint64_t>(expected);
    return word_.compare_exchange(old, static_cast<std::uint64_t>(desired), where) == old;
  }

  void label(std::string_view name) { word_.set_label(name); }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(word_);
  }

 private:
  SharedWord word_;
};

}  // namespace ravel
