// Elements of any trivially copyable type in shared memory, moved word by word, because a word is
// what a system reads or writes as one. An element of 1, 2, 4 or 8 bytes is one word; a larger one
// is several, and a reader may see some of them new and some of them old.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

#include "primitives/object.h"
#include "primitives/os/os.h"

namespace ravel {

/// What Value and Array can share: a type without pointers that bytes make up completely.
template <class T>
concept Shareable = std::is_trivially_copyable_v<T> && std::is_default_constructible_v<T> &&
                    !std::is_pointer_v<T> &&
                    !std::is_member_pointer_v<T>;

/// An array of elements of `element_size` bytes, all zero. A copy is the same array.
class SharedElements {
 public:
  SharedElements() noexcept = default;

  /// Throws std::length_error above 4 GiB, std::system_error when there is no memory.
  SharedElements(os::Os& os, std::size_t element_size, std::size_t count, os::Where where);

  std::size_t count() const noexcept { return static_cast<std::size_t>(count_); }

  /// Both throw std::out_of_range unless `index` < count(). The span has an element's size.
  void load(std::size_t index, std::span<std::byte> element, os::Where where) const;
  void store(std::size_t index, std::span<const std::byte> element, os::Where where) const;

  /// Throws std::out_of_range unless the elements exist.
  void check_range(std::size_t first, std::size_t count) const;

  template <Shareable T>
  T load_as(std::size_t index, os::Where where) const {
    T element{};
    load(index, std::as_writable_bytes(std::span(&element, 1)), where);
    return element;
  }

  template <Shareable T>
  void store_as(std::size_t index, const T& element, os::Where where) const {
    store(index, std::as_bytes(std::span(&element, 1)), where);
  }

  void label(std::string_view name) const { memory_.os().label(memory_.handle(), name); }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(memory_, count_);
  }

 private:
  std::uint32_t offset_of(std::size_t index, std::size_t element_size) const;

  SharedObject memory_;
  std::uint64_t count_ = 0;
};

/// What new shared memory holds already, so that it need not be stored there.
template <Shareable T>
bool is_all_zero(const T& element) {
  const auto bytes = std::as_bytes(std::span(&element, 1));
  return std::ranges::all_of(bytes, [](std::byte byte) { return byte == std::byte{0}; });
}

/// `left + right`, where integers wrap around to their type, as they do in C's shared memory.
template <class T>
T wrapping_sum(T left, T right) {
  if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
    using Unsigned = std::make_unsigned_t<T>;
    return static_cast<T>(
        static_cast<Unsigned>(static_cast<Unsigned>(left) + static_cast<Unsigned>(right)));
  } else {
    return static_cast<T>(left + right);
  }
}

}  // namespace ravel
