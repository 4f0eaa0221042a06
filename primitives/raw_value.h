// One value in shared memory without a lock: multiprocessing's RawValue.
#pragma once

#include <string_view>

#include "primitives/elements.h"
#include "primitives/os/os.h"

namespace ravel {

/// A copy, also one that a child gets as an argument, is the same value.
template <Shareable T>
class RawValue {
 public:
  RawValue() noexcept = default;

  /// Throws std::system_error when there is no memory.
  explicit RawValue(os::Os& os, T initial = T{}, os::Where where = os::Where::here())
      : elements_(os, sizeof(T), 1, where) {
    if (!is_all_zero(initial)) store(initial, where);
  }

  /// One word, if T has 1, 2, 4 or 8 bytes; else see elements.h.
  T load(os::Where where = os::Where::here()) const {
    return elements_.template load_as<T>(0, where);
  }
  void store(T value, os::Where where = os::Where::here()) {
    elements_.template store_as<T>(0, value, where);
  }

  /// Names the value in reports.
  void label(std::string_view name) { elements_.label(name); }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(elements_);
  }

 private:
  SharedElements elements_;
};

}  // namespace ravel
