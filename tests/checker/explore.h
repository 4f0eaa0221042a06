// Explores a program of tests/sim/programs.h with a strategy, without scenarios and reports.
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

inline Explored explore_all(const sim::Body& body, const sim::SimulationOptions& options = {}) {
  const auto strategy = depth_first();
  return explore(body, *strategy, options);
}

}  // namespace ravel::test
