// Optimal reduction that begins with a given execution, for whoever wants to know what else could
// have become of it.
#pragma once

#include <memory>
#include <vector>

#include "checker/strategy.h"

namespace ravel {

/// Explores as optimal_reduction does, and makes the decisions `first` in its first execution.
/// Those that leave it late come before those that leave it early: when an execution comes that
/// leaves it at its decision number n, then one of each class that makes the same decisions up to
/// and with number n has been explored. The simulation must not have run before.
std::unique_ptr<Strategy> optimal_from(std::vector<sim::Transition> first,
                                       const sim::SimulationOptions& options);

}  // namespace ravel
