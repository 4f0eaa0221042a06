// Makes what shows a finding as simple as it can be: first the fewest context switches among all
// orders of its steps that nobody can tell apart, then, by exploring on, fewer steps. Fewer or
// smaller parameters are not its business: whoever drew them at random can draw smaller ones.
#pragma once

#include <cstdint>

#include "checker/check.h"

namespace ravel {

/// What a finding may cost. All of it is counted, so that the result is the same everywhere.
struct MinimizationLimits {
  std::size_t cuts = 2'000;          ///< sets of steps that the search for an order looks at
  std::size_t steps = 2'000;         ///< of an execution whose steps are put in another order
  std::uint64_t executions = 300;    ///< of the search for fewer steps
  std::uint64_t steps_all = 50'000;  ///< of these executions together
};

/// Replaces the findings of `result`, and the trace of the first, by simpler ones of the same kind
/// and message, whose tokens were replayed. Those that do not show again stay as they are.
void minimize_findings(const Scenario& scenario, CheckResult& result,
                       const MinimizationLimits& limits = {});

}  // namespace ravel
