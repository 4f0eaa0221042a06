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

#include "sim/choices.h"
#include "sim/simulation.h"

namespace ravel {

class Strategy {
 public:
  virtual ~Strategy() = default;

  /// Makes the next execution of `body`. The simulation is the same each time.
  virtual const sim::Execution& execute(sim::Simulation& simulation, const sim::Body& body) = 0;

  /// Whether the last execution had been explored before, so that it does not count.
  virtual bool repeated() const { return false; }

  /// Called after each execution. False when there is nothing left to explore.
  virtual bool next() = 0;

  /// Called from any thread when the exploration ends early: whoever waits in next() comes back.
  virtual void abandon() {}

  /// Whether executions were left out because they lie beyond the bound that was asked for: then
  /// there being nothing left to explore does not mean that everything has been.
  virtual bool bound_reached() const { return false; }

  /// The explored share of all executions, in [0, 1] and never falling, if it is known.
  virtual std::optional<double> explored() const { return {}; }

  /// What the executions explored so far stand for, in words; empty when nothing can be promised.
  virtual std::string guarantee() const { return {}; }

  /// Set when the program did something that this strategy cannot take into account.
  virtual bool gave_up() const { return false; }

  /// Set when the program did not repeat itself under the same schedule.
  virtual bool diverged() const { return false; }

  /// Whether its executions come with what else could have been chosen at each step.
  virtual bool asks() const { return true; }

  /// Whether the last execution had uses of data (plain memory, files) that could have come the
  /// other way round, and the ones before had not; nothing if this strategy does not know. One that
  /// explores everything meets each race so: two conflicting accesses side by side.
  virtual std::optional<bool> raced() const { return {}; }
};

/// A strategy that is asked at each choice.
class ChoosingStrategy : public Strategy, public sim::Chooser {
 public:
  const sim::Execution& execute(sim::Simulation& simulation, const sim::Body& body) final {
    const sim::Execution& execution = simulation.run(body, *this);
    learn(execution);
    return execution;
  }

 private:
  /// Called after each execution, before next().
  virtual void learn(const sim::Execution&) {}
};

/// The most steps of an execution that optimal_reduction can tell apart.
inline constexpr std::uint32_t kReducibleStepsMax = 65'000;

/// Optimal dynamic partial-order reduction: one execution of each Mazurkiewicz trace, that is, of
/// all interleavings that differ only in the order of steps that have nothing to do with each
/// other. The default. `options` are those of the simulation, with at most kReducibleStepsMax
/// steps.
///
/// It foresees what a condition of `wait_until` reads where it was not evaluated before, and gives
/// up when it was wrong. A `cautious` one expects it to read anything, and may repeat executions.
std::unique_ptr<Strategy> optimal_reduction(const sim::SimulationOptions& options,
                                            bool cautious = false);

/// Optimal reduction by several threads, each with one of these strategies and a simulation of its
/// own: together they make the executions that a single one would make. The first one begins; the
/// others call next() first. next() waits while only others have something to do.
std::vector<std::unique_ptr<Strategy>> optimal_team(const sim::SimulationOptions& options,
                                                    bool cautious, std::size_t threads);

/// What may be asked of a strategy besides its name.
struct StrategyOptions {
  std::uint64_t seed = 1;              ///< of those that draw lots
  std::optional<std::uint32_t> bound;  ///< of delays, preemptions; none: 0, then 1, 2, ...
  std::optional<std::uint32_t> depth;  ///< of pct, at least 1; none: kDefaultDepth
  bool cautious = false;               ///< of optimal, see optimal_reduction
};

/// With it, PCT did best in the comparison of Thomson, Donaldson and Betts (ACM TOPC, 2016).
inline constexpr std::uint32_t kDefaultDepth = 3;

/// Plain depth-first search: every interleaving, exactly once. The process that took the last step
/// goes first, so that executions with few context switches come early.
std::unique_ptr<ChoosingStrategy> depth_first();

/// Every interleaving with at most `bound` delays, those with few of them first (Emmi, Qadeer,
/// Rakamaric: Delay-bounded scheduling, POPL 2011).
std::unique_ptr<ChoosingStrategy> delay_bounded(std::optional<std::uint32_t> bound);

/// Every interleaving with at most `bound` preemptions, those with few of them first (Musuvathi,
/// Qadeer: Iterative context bounding, PLDI 2007). The first bug found has the fewest.
std::unique_ptr<ChoosingStrategy> preemption_bounded(std::optional<std::uint32_t> bound);

/// The random walk: each transition is taken with the same probability. Never ends.
std::unique_ptr<ChoosingStrategy> random_walk(std::uint64_t seed);

/// Probabilistic concurrency testing: random priorities that change `depth` - 1 times (Burckhardt,
/// Kothari, Musuvathi, Nagarakatte, ASPLOS 2010). `depth` >= 1. Never ends.
std::unique_ptr<ChoosingStrategy> pct(std::uint64_t seed, std::uint32_t depth);

/// Partial order sampling: random priorities of operations, new ones for those that race with the
/// operation that was taken (Yuan, Yang, Gu, CAV 2018). Never ends.
std::unique_ptr<ChoosingStrategy> pos(std::uint64_t seed);

/// Selectively uniform random walk: each interleaving of the steps at one shared place is equally
/// likely, in each execution at another place (Zhao, Wolff, Mathur, Roychoudhury, ASPLOS 2025).
/// Never ends.
std::unique_ptr<ChoosingStrategy> surw(std::uint64_t seed);

/// Repeats the execution that had `steps`, as Simulation::trace gives them.
std::unique_ptr<ChoosingStrategy> repeat(std::vector<sim::Step> steps);

/// The strategy that the command line calls `name`. Throws UsageError if there is none, and for an
/// option that it has no use for.
std::unique_ptr<Strategy> make_strategy(std::string_view name, const StrategyOptions& options,
                                        const sim::SimulationOptions& simulation = {});

}  // namespace ravel
