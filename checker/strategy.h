// A strategy decides which executions are explored, one after another. Each one is a file below
// strategies/; it sees choices, what the executions did, and nothing else of the program.
// docs/exploration.md says when to use which.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checker/schedule.h"
#include "sim/choices.h"

namespace ravel::sim {
struct Execution;
}

namespace ravel {

class Strategy : public sim::Chooser {
 public:
  /// Called after each execution, before next().
  virtual void learn(const sim::Execution&) {}

  /// Whether the last execution had been explored before, so that it does not count.
  virtual bool repeated() const { return false; }

  /// Called after each execution. False when there is nothing left to explore.
  virtual bool next() = 0;

  /// Whether executions were left out because they lie beyond the bound that was asked for: then
  /// there being nothing left to explore does not mean that everything has been.
  virtual bool bound_reached() const { return false; }

  /// The explored share of all executions, in [0, 1] and never falling, if it is known.
  virtual std::optional<double> explored() const { return {}; }

  /// What the executions explored so far stand for, in words; empty when nothing can be promised.
  virtual std::string guarantee() const { return {}; }

  /// Set when the program did not repeat itself under the same schedule.
  virtual bool diverged() const { return false; }
};

/// What may be asked of a strategy besides its name.
struct StrategyOptions {
  std::uint64_t seed = 1;              ///< of those that draw lots
  std::optional<std::uint32_t> bound;  ///< of delays; none: 0, then 1, 2, ... without end
  std::optional<std::uint32_t> depth;  ///< of pct, at least 1; none: kDefaultDepth
};

/// With it, PCT did best in the comparison of Thomson, Donaldson and Betts (ACM TOPC, 2016).
inline constexpr std::uint32_t kDefaultDepth = 3;

/// Plain depth-first search: every interleaving, exactly once. The process that took the last step
/// goes first, so that executions with few context switches come early.
std::unique_ptr<Strategy> depth_first();

/// Every interleaving with at most `bound` delays, those with few of them first (Emmi, Qadeer,
/// Rakamaric: Delay-bounded scheduling, POPL 2011).
std::unique_ptr<Strategy> delay_bounded(std::optional<std::uint32_t> bound);

/// The random walk: each transition is taken with the same probability. Never ends.
std::unique_ptr<Strategy> random_walk(std::uint64_t seed);

/// Probabilistic concurrency testing: random priorities that change `depth` - 1 times (Burckhardt,
/// Kothari, Musuvathi, Nagarakatte, ASPLOS 2010). `depth` >= 1. Never ends.
std::unique_ptr<Strategy> pct(std::uint64_t seed, std::uint32_t depth);

/// Partial order sampling: random priorities of operations, new ones for those that race with the
/// operation that was taken (Yuan, Yang, Gu, CAV 2018). Never ends.
std::unique_ptr<Strategy> pos(std::uint64_t seed);

/// Selectively uniform random walk: each interleaving of the steps at one shared place is equally
/// likely, in each execution at another place (Zhao, Wolff, Mathur, Roychoudhury, ASPLOS 2025).
/// Never ends.
std::unique_ptr<Strategy> surw(std::uint64_t seed);

/// Repeats `schedule`, and ends the execution where the program has no such choice.
std::unique_ptr<Strategy> follow(const Schedule& schedule);

/// The strategy that the command line calls `name`. Throws UsageError if there is none, and for an
/// option that it has no use for.
std::unique_ptr<Strategy> make_strategy(std::string_view name, const StrategyOptions& options);

}  // namespace ravel
