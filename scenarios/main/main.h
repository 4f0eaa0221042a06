// What a program that links ravel_main provides: its scenarios. `main` is in the library; it offers
// `list`, `run`, `check`, `replay` and `conform` for them.
#pragma once

#include <vector>

#include "checker/scenario.h"

namespace ravel {

/// To be defined by the program: everything that its command line offers, in the order of `list`;
/// scenarios of one group stand together.
std::vector<Scenario> scenarios();

}  // namespace ravel
