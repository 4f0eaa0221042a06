// The form of a message in a stream: its length, four bytes with the lowest first, and its bytes.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace ravel {

inline constexpr std::size_t kHeaderBytes = 4;

inline std::array<std::byte, kHeaderBytes> header_of(std::size_t length) {
  std::array<std::byte, kHeaderBytes> header{};
  for (std::size_t i = 0; i < kHeaderBytes; ++i) header[i] = std::byte(length >> 8 * i & 0xFF);
  return header;
}

inline std::size_t length_in(std::span<const std::byte, kHeaderBytes> header) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < kHeaderBytes; ++i)
    length |= std::to_integer<std::size_t>(header[i]) << 8 * i;
  return length;
}

}  // namespace ravel
