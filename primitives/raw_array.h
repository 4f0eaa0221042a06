// A fixed number of values in shared memory without a lock: multiprocessing's RawArray.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "primitives/elements.h"
#include "primitives/os/os.h"

namespace ravel {

/// A copy, also one that a child gets as an argument, is the same array. An index that is not below
/// size(), and a range that ends behind it, are a std::out_of_range.
template <Shareable T>
class RawArray {
 public:
  RawArray() noexcept = default;

  /// `size` elements, all bytes zero. Throws std::length_error above 4 GiB, and std::system_error
  /// when there is no memory.
  RawArray(os::Os& os, std::size_t size, os::Where where = os::Where::here())
      : elements_(os, sizeof(T), size, where) {}

  RawArray(os::Os& os, const std::vector<T>& elements, os::Where where = os::Where::here())
      : RawArray(os, elements.size(), where) {
    for (std::size_t i = 0; i < elements.size(); ++i)
      if (!is_all_zero(elements[i])) store(i, elements[i], where);
  }

  std::size_t size() const noexcept { return elements_.count(); }

  /// One word each, if T has 1, 2, 4 or 8 bytes; else see elements.h.
  T load(std::size_t index, os::Where where = os::Where::here()) const {
    return elements_.template load_as<T>(index, where);
  }
  void store(std::size_t index, T value, os::Where where = os::Where::here()) {
    elements_.template store_as<T>(index, value, where);
  }

  /// Several elements, one after the other: while others write, they may belong to different
  /// moments.
  std::vector<T> load_range(std::size_t first, std::size_t count,
                            os::Where where = os::Where::here()) const {
    elements_.check_range(first, count);
    std::vector<T> range;
    range.reserve(count);
    for (std::size_t i = 0; i < count; ++i) range.push_back(load(first + i, where));
    return range;
  }
  void store_range(std::size_t first, const std::vector<T>& values,
                   os::Where where = os::Where::here()) {
    elements_.check_range(first, values.size());
    for (std::size_t i = 0; i < values.size(); ++i) store(first + i, values[i], where);
  }
  std::vector<T> load_all(os::Where where = os::Where::here()) const {
    return load_range(0, size(), where);
  }

  /// Names the array in reports.
  void label(std::string_view name) { elements_.label(name); }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(elements_);
  }

 private:
  SharedElements elements_;
};

}  // namespace ravel
