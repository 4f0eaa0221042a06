// A strategy decides which executions are explored, one after another. Each one is a file below
// strategies/; most of them see choices and nothing else of the program.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "checker/schedule.h"
#include "sim/choices.h"
#include "sim/simulation.h"

namespace ravel {

class Strategy {
 public:
  virtual ~Strategy() = default;

  /// Makes the next execution of `body`. The simulation is the same each time.
  virtual const sim::Execution& execute(sim::Simulation& simulation, const sim::Body& body) = 0;

  /// Called after each execution. False when there is nothing left to explore.
  virtual bool next() = 0;

  /// The explored share of all executions, in [0, 1] and never falling, if it is known.
  virtual std::optional<double> explored() const { return {}; }

  /// Set when the program did not repeat itself under the same schedule.
  virtual bool diverged() const { return false; }

  /// Executions that turned out to repeat what others had shown.
  virtual std::uint64_t redundant() const { return 0; }

  /// Whether its executions come with what else could have been chosen at each step.
  virtual bool asks() const { return true; }
};

/// A strategy that is asked at each choice.
class ChoosingStrategy : public Strategy, public sim::Chooser {
 public:
  const sim::Execution& execute(sim::Simulation& simulation, const sim::Body& body) final {
    return simulation.run(body, *this);
  }
};

/// Optimal dynamic partial-order reduction: one execution of each Mazurkiewicz trace, that is, of
/// all interleavings that differ only in the order of steps that have nothing to do with each
/// other. The default: see docs/exploration.md. `options` are those of the simulation.
std::unique_ptr<Strategy> optimal_reduction(const sim::SimulationOptions& options);

/// Plain depth-first search: every interleaving, exactly once. The process that took the last step
/// goes first, so that executions with few context switches come early.
std::unique_ptr<ChoosingStrategy> depth_first();

/// The uniform random walk: each enabled process goes next with the same probability. Never ends.
std::unique_ptr<ChoosingStrategy> random_walk(std::uint64_t seed);

/// Repeats `schedule`, and ends the execution where the program has no such choice.
std::unique_ptr<ChoosingStrategy> follow(const Schedule& schedule);

/// Repeats the execution that had `steps`, as Simulation::trace gives them.
std::unique_ptr<ChoosingStrategy> repeat(std::vector<sim::Step> steps);

/// The strategy that the command line calls `name`. Throws UsageError if there is none.
std::unique_ptr<Strategy> make_strategy(std::string_view name, std::uint64_t seed);

}  // namespace ravel
