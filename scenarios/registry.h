// The list of all scenarios that the `ravel` program offers.
#pragma once

#include <vector>

#include "checker/scenario.h"

namespace ravel {

/// Sorted by group and name. A program that links ravel_main defines this for its own scenarios.
std::vector<Scenario> scenarios();

}  // namespace ravel
