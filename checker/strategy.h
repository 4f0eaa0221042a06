// A strategy decides which executions are explored, one after another. Each one is a file below
// strategies/; it sees choices and nothing else of the program.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "checker/schedule.h"
#include "sim/choices.h"

namespace ravel {

class Strategy : public sim::Chooser {
 public:
  /// Called after each execution. False when there is nothing left to explore.
  virtual bool next() = 0;

  /// The explored share of all executions, in [0, 1] and never falling, if it is known.
  virtual std::optional<double> explored() const { return {}; }

  /// Set when the program did not repeat itself under the same schedule.
  virtual bool diverged() const { return false; }
};

/// Plain depth-first search: every interleaving, exactly once. The process that took the last step
/// goes first, so that executions with few context switches come early.
std::unique_ptr<Strategy> depth_first();

/// The uniform random walk: each enabled process goes next with the same probability. Never ends.
std::unique_ptr<Strategy> random_walk(std::uint64_t seed);

/// Repeats `schedule`, and ends the execution where the program has no such choice.
std::unique_ptr<Strategy> follow(const Schedule& schedule);

/// The strategy that the command line calls `name`. Throws UsageError if there is none.
std::unique_ptr<Strategy> make_strategy(std::string_view name, std::uint64_t seed);

}  // namespace ravel
