// A set of processes as a bit mask: the simulator's loop builds and reads one at every step.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace ravel::sim {

/// The most processes and threads that one execution may have, the main process included.
inline constexpr std::size_t kProcessesMax = 128;

/// The position of the set bit of `byte` with `rank` lower ones: kSelectInByte[rank][byte].
inline constexpr auto kSelectInByte = [] {
  std::array<std::array<std::uint8_t, 256>, 8> table{};
  for (std::size_t byte = 0; byte < 256; ++byte)
    for (std::uint8_t bit = 0, rank = 0; bit < 8; ++bit)
      if (byte >> bit & 1) table[rank++][byte] = bit;
  return table;
}();

class ProcessSet {
 public:
  void add(std::size_t process) noexcept { words_[process / 64] |= bit(process); }
  void remove(std::size_t process) noexcept { words_[process / 64] &= ~bit(process); }
  bool contains(std::size_t process) const noexcept { return words_[process / 64] & bit(process); }
  bool empty() const noexcept { return (words_[0] | words_[1]) == 0; }
  std::size_t size() const noexcept {
    return static_cast<std::size_t>(std::popcount(words_[0]) + std::popcount(words_[1]));
  }
  bool operator==(const ProcessSet&) const = default;

  /// The member with `rank` smaller members; `rank` < size().
  std::size_t nth(std::size_t rank) const noexcept {
    const auto low = static_cast<std::size_t>(std::popcount(words_[0]));
    return rank < low ? select(words_[0], rank) : 64 + select(words_[1], rank - low);
  }

  /// The smallest member of a set that is not empty.
  std::size_t first() const noexcept {
    return static_cast<std::size_t>(words_[0] ? std::countr_zero(words_[0])
                                              : 64 + std::countr_zero(words_[1]));
  }

  /// How many members are smaller than `process`.
  std::size_t rank(std::size_t process) const noexcept {
    const std::uint64_t below = words_[process / 64] & (bit(process) - 1);
    const auto rank = static_cast<std::size_t>(std::popcount(below));
    return process < 64 ? rank : rank + static_cast<std::size_t>(std::popcount(words_[0]));
  }

  /// The members that are not in `others`.
  ProcessSet without(const ProcessSet& others) const noexcept {
    ProcessSet rest;
    for (std::size_t word = 0; word < 2; ++word)
      rest.words_[word] = words_[word] & ~others.words_[word];
    return rest;
  }

  template <class Visit>
  void for_each(Visit visit) const {
    for (std::size_t word = 0; word < 2; ++word)
      for (std::uint64_t rest = words_[word]; rest != 0; rest &= rest - 1)
        visit(word * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
  }

 private:
  static std::uint64_t bit(std::size_t process) noexcept {
    return std::uint64_t{1} << (process % 64);
  }
  // Byte by byte, and a table inside of the byte: a loop over bits ends at a random bit and so
  // costs a misprediction each time.
  static std::size_t select(std::uint64_t word, std::size_t rank) noexcept {
    std::size_t base = 0;
    for (;; word >>= 8, base += 8) {
      const auto members = static_cast<std::size_t>(std::popcount(word & 255));
      if (rank < members) return base + kSelectInByte[rank][word & 255];
      rank -= members;
    }
  }

  std::uint64_t words_[kProcessesMax / 64] = {};
};

}  // namespace ravel::sim
