// Explores programs of a few processes with a strategy, without scenarios and reports.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "checker/strategy.h"
#include "sim/simulation.h"
#include "tests/sim/programs.h"

namespace ravel::test {

struct Explored {
  std::uint64_t executions = 0;
  std::uint64_t deadlocks = 0;
  std::map<std::int64_t, std::uint64_t> values;  ///< of the observation "value"
  std::set<std::string> orders;                  ///< who took the steps, one letter each
};

/// `executions_max` ends what would not end by itself.
inline Explored explore(const sim::Body& body, Strategy& strategy,
                        const sim::SimulationOptions& options = {},
                        std::uint64_t executions_max = 1'000'000) {
  Explored explored;
  sim::Simulation simulation(options);
  do {
    const sim::Execution& execution = strategy.execute(simulation, body);
    if (strategy.repeated()) continue;
    ++explored.executions;
    explored.deadlocks += execution.ending == sim::Ending::Deadlock;
    for (std::size_t i = 0; i < execution.observations_count; ++i)
      if (execution.observations[i].name == "value")
        ++explored.values[std::get<std::int64_t>(execution.observations[i].value)];
    std::string order;
    for (const sim::Step& step : execution.steps)
      if (step.choice) order += static_cast<char>('a' + step.process);
    explored.orders.insert(order);
  } while (explored.executions < executions_max && strategy.next());
  return explored;
}

/// Starts `children` on a counter and a lock, waits for them and observes the counter.
inline sim::Body program(const std::vector<Child>& children) {
  return [children](os::Os& os) {
    const Shared shared = share(os);
    run_all(os, children, shared);
    os.observe("value", static_cast<std::int64_t>(os.load(shared.counter, os::Access::Plain)));
  };
}

/// One step.
inline void store_once(os::Os& os, const Shared& shared) {
  os.store(shared.counter, 1, os::Access::Plain);
}

/// Who took the steps that had to be decided, in order: main is o, its children p, q, r, ...
inline std::string order_of(const sim::Execution& execution) {
  std::string order;
  for (const sim::Step& step : execution.steps)
    if (step.decided && (step.process != 0 || step.choice))
      order += static_cast<char>('o' + step.process);
  return order;
}

/// How often each order came up in so many executions.
inline std::map<std::string, std::uint64_t> orders_of(const sim::Body& body, Strategy& strategy,
                                                      std::uint64_t executions,
                                                      const sim::SimulationOptions& options = {}) {
  std::map<std::string, std::uint64_t> orders;
  sim::Simulation simulation(options);
  for (std::uint64_t i = 0; i < executions; ++i) {
    const sim::Execution& execution = strategy.execute(simulation, body);
    ++orders[order_of(execution)];
    strategy.next();
  }
  return orders;
}

inline Explored explore_all(const sim::Body& body, const sim::SimulationOptions& options = {}) {
  const auto strategy = depth_first();
  return explore(body, *strategy, options);
}

}  // namespace ravel::test
