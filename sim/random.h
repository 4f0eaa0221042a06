// Our own random numbers, the same on every machine and in every build.
#pragma once

#include <cstdint>

namespace ravel::sim {

/// The finalizer of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators,
/// OOPSLA 2014): a bijection whose outputs for successive inputs look independent.
constexpr std::uint64_t mixed(std::uint64_t x) noexcept {
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

/// xoshiro256** 1.0 (Blackman, Vigna: Scrambled linear pseudorandom number generators, 2018).
class Random {
 public:
  explicit constexpr Random(std::uint64_t seed) noexcept {
    for (auto& word : state_) word = seed = mixed(seed);
  }

  constexpr std::uint64_t next() noexcept {
    const std::uint64_t result = rotated(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotated(state_[3], 45);
    return result;
  }

  /// Uniform in [0, bound), `bound` > 0: Lemire's multiplication with rejection (ACM TOMACS 2019).
  constexpr std::uint32_t below(std::uint32_t bound) noexcept {
    for (;;) {
      const std::uint64_t product = (next() >> 32) * bound;
      const auto low = static_cast<std::uint32_t>(product);
      if (low >= bound || low >= (0u - bound) % bound)
        return static_cast<std::uint32_t>(product >> 32);
    }
  }

 private:
  static constexpr std::uint64_t rotated(std::uint64_t x, int by) noexcept {
    return (x << by) | (x >> (64 - by));
  }
  std::uint64_t state_[4] = {};
};

}  // namespace ravel::sim
