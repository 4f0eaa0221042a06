// What the processes of an execution say about it: names of objects, observations, output. None of
// it is an operation, nor can it be read by a program.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "primitives/os/crash.h"
#include "sim/fiber.h"
#include "sim/simulation.h"

namespace ravel::sim {

class Notes {
 public:
  /// Observations and output go to `execution`.
  explicit Notes(Execution& execution) noexcept : execution_(execution) {}

  void reset() noexcept;
  void label(std::uint32_t object, std::string_view name);
  void print(std::string_view text) { execution_.output.emplace_back(text); }

  /// `process` says that the program is wrong, and goes on.
  void fail(ProcessId process, std::string_view why, os::Where where);

  /// `process`, which runs on `fiber`, did what would have ended the whole program.
  void crash(ProcessId process, const os::Crash& crash, const Fiber& fiber);

  /// The observation of this name, a new one if there is none.
  ObservedValue& observation(std::string_view name);

  const std::vector<std::pair<std::uint32_t, std::string>>& labels() const noexcept {
    return labels_;
  }

 private:
  Execution& execution_;
  std::vector<std::pair<std::uint32_t, std::string>> labels_;
};

}  // namespace ravel::sim
