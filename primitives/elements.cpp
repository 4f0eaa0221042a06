// How elements are laid out in shared memory, and cut into words.
#include "primitives/elements.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>

namespace ravel {
namespace {

constexpr std::size_t kWordMax = 8;

// Words must be aligned to their size: a small element fills the next power of two, a larger one
// whole words of eight bytes.
std::size_t stride(std::size_t element_size) {
  return element_size <= kWordMax ? std::bit_ceil(element_size)
                                  : (element_size + kWordMax - 1) / kWordMax * kWordMax;
}

}  // namespace

SharedElements::SharedElements(os::Os& os, std::size_t element_size, std::size_t count,
                               os::Where where)
    : count_(count) {
  if (count > std::numeric_limits<std::uint32_t>::max() / stride(element_size))
    throw std::length_error("an array of " + std::to_string(count) + " elements of " +
                            std::to_string(element_size) + " bytes is larger than 4 GiB");
  const std::size_t bytes = std::max<std::size_t>(1, count * stride(element_size));
  memory_ = SharedObject(os, os.create_memory(bytes, where));
}

std::uint32_t SharedElements::offset_of(std::size_t index, std::size_t element_size) const {
  if (index >= count_)
    throw std::out_of_range("index " + std::to_string(index) + " in an array of size " +
                            std::to_string(count_));
  return static_cast<std::uint32_t>(index * stride(element_size));
}

void SharedElements::check_range(std::size_t first, std::size_t count) const {
  if (first > count_ || count > count_ - first)
    throw std::out_of_range(std::to_string(count) + " elements from index " +
                            std::to_string(first) + " in an array of size " +
                            std::to_string(count_));
}

void SharedElements::load(std::size_t index, std::span<std::byte> element, os::Where where) const {
  const std::uint32_t start = offset_of(index, element.size());
  const std::size_t size = std::min(kWordMax, stride(element.size()));
  for (std::size_t done = 0; done < element.size(); done += size) {
    const std::uint64_t word =
        memory_.os().load({.memory = memory_.handle(),
                           .offset = static_cast<std::uint32_t>(start + done),
                           .size = static_cast<std::uint8_t>(size)},
                          os::Access::Plain, where);
    std::memcpy(&element[done], &word, std::min(size, element.size() - done));
  }
}

void SharedElements::store(std::size_t index, std::span<const std::byte> element,
                           os::Where where) const {
  const std::uint32_t start = offset_of(index, element.size());
  const std::size_t size = std::min(kWordMax, stride(element.size()));
  for (std::size_t done = 0; done < element.size(); done += size) {
    std::uint64_t word = 0;
    std::memcpy(&word, &element[done], std::min(size, element.size() - done));
    memory_.os().store({.memory = memory_.handle(),
                        .offset = static_cast<std::uint32_t>(start + done),
                        .size = static_cast<std::uint8_t>(size)},
                       word, os::Access::Plain, where);
  }
}

static_assert(std::endian::native == std::endian::little,
              "a word's first byte is its lowest: elsewhere small elements need a shift");

}  // namespace ravel
