// What strategies with a bound promise: every interleaving within it, each once, those that cost
// little first. Held against plain depth-first search and a count of the cost by hand.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "checker/strategy.h"
#include "tests/checker/explore.h"

namespace ravel::test {

/// What a bound is about, and the strategy that has it.
struct Bounded {
  /// What an execution cost, read from its record.
  std::size_t (*cost)(const sim::Execution& execution);
  std::unique_ptr<ChoosingStrategy> (*strategy)(std::optional<std::uint32_t> bound);
};

/// What it did, whether or not there was a choice: no two interleavings have this in common.
inline std::string record_of(const sim::Execution& execution) {
  std::string record;
  for (const sim::Step& step : execution.steps)
    record += std::to_string(step.process) + ":" +
              std::to_string(static_cast<unsigned>(step.outcome)) + " ";
  return record;
}

using Records = std::map<std::size_t, std::set<std::string>>;  // by cost

inline Records every_interleaving(const Bounded& bounded, const sim::Body& body,
                                  const sim::SimulationOptions& options) {
  Records records;
  const auto all = depth_first();
  sim::Simulation simulation(options);
  do {
    const sim::Execution& execution = simulation.run(body, *all);
    records[bounded.cost(execution)].insert(record_of(execution));
  } while (all->next());
  return records;
}

/// Also that those that cost little come first, and none twice.
inline Records explored(const Bounded& bounded, const sim::Body& body,
                        std::optional<std::uint32_t> bound, const sim::SimulationOptions& options) {
  Records records;
  const auto strategy = bounded.strategy(bound);
  sim::Simulation simulation(options);
  std::size_t before = 0;
  do {
    const sim::Execution& execution = simulation.run(body, *strategy);
    if (strategy->repeated()) continue;
    const std::size_t cost = bounded.cost(execution);
    EXPECT_GE(cost, before);
    before = cost;
    EXPECT_TRUE(records[cost].insert(record_of(execution)).second) << record_of(execution);
  } while (strategy->next());
  return records;
}

inline void expect_all_within(const Bounded& bounded, const sim::Body& body, std::uint32_t bound,
                              const sim::SimulationOptions& options = {}) {
  Records expected = every_interleaving(bounded, body, options);
  std::erase_if(expected, [&](const auto& entry) { return entry.first > bound; });
  EXPECT_EQ(explored(bounded, body, bound, options), expected) << "bound " << bound;
}

inline std::uint64_t executions(const Bounded& bounded, const sim::Body& body,
                                std::optional<std::uint32_t> bound) {
  const auto strategy = bounded.strategy(bound);
  return explore(body, *strategy).executions;
}

inline void lock(os::Os& os, const Shared& shared) {
  os.acquire(shared.semaphore, os::kForever);
  increment(os, shared);
  os.release(shared.semaphore);
}

inline void try_lock(os::Os& os, const Shared& shared) {
  increment(os, shared);
  if (os.acquire(shared.semaphore, std::chrono::nanoseconds(0))) os.release(shared.semaphore);
}

inline void draw(os::Os& os, const Shared& shared) {
  const std::uint64_t drawn = os.choose(3);
  if (drawn > 0) os.store(shared.counter, drawn, os::Access::Plain);
  if (os.choose(2) == 1) increment(os, shared);
}

}  // namespace ravel::test
