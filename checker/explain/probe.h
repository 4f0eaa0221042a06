// A random execution that begins with choices of a given one.
#pragma once

#include <cstdint>
#include <span>

#include "sim/choices.h"
#include "sim/random.h"

namespace ravel {

class Probe final : public sim::Chooser {
 public:
  /// Makes the choices `given`, then random ones; with `seed` 0 the running process goes on as long
  /// as it can, and draws are 0.
  Probe(std::span<const sim::Transition> given, std::uint64_t seed)
      : given_(given), goes_on_(seed == 0), random_(seed) {}

  std::size_t choose(const sim::Choices& choices) override;

 private:
  std::span<const sim::Transition> given_;
  std::size_t depth_ = 0;
  bool goes_on_;
  sim::Random random_;
};

}  // namespace ravel
