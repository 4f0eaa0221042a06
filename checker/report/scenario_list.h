// The list of scenarios as text.
#pragma once

#include <span>
#include <string>

#include "checker/scenario.h"

namespace ravel {

/// Grouped, each with its summary, parameters and expected verdict, in lines of at most 100
/// characters. Scenarios of one group must stand together.
std::string list_text(std::span<const Scenario* const> scenarios);

}  // namespace ravel
