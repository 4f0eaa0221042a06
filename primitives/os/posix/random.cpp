// getrandom, or SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators).
#include "primitives/os/posix/random.h"

#include <sys/random.h>

#include <limits>
#include <stdexcept>

#include "primitives/os/posix/checked.h"

namespace ravel::os::posix {
namespace {

constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;

std::uint64_t mix(std::uint64_t bits) {
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
  return bits ^ (bits >> 31);
}

}  // namespace

Random::Random(std::optional<std::uint64_t> seed, std::string_view process_path) noexcept
    : state_(seed) {
  if (!state_) return;
  for (const char c : process_path) state_ = mix(*state_ + kGolden + static_cast<unsigned char>(c));
}

std::uint64_t Random::bits() {
  if (state_) {
    const std::lock_guard lock(mutex_);
    *state_ += kGolden;
    return mix(*state_);
  }
  std::uint64_t bits = 0;
  checked(retried([&] { return getrandom(&bits, sizeof(bits), 0); }), "getrandom");
  return bits;
}

std::uint32_t Random::below(std::uint32_t alternatives) {
  if (alternatives == 0) throw std::invalid_argument("a choice needs at least one alternative");
  // What is left over at the top would favour the small numbers.
  const std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t fair = most - most % alternatives;
  std::uint64_t drawn = bits();
  while (drawn >= fair) drawn = bits();
  return static_cast<std::uint32_t>(drawn % alternatives);
}

}  // namespace ravel::os::posix
