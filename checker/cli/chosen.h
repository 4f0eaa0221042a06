// The scenarios that a command line names, each with its parameters.
#pragma once

#include <string>
#include <vector>

#include "checker/cli/commands.h"
#include "checker/parameters.h"
#include "checker/scenario.h"

namespace ravel {

struct Chosen {
  const Scenario* scenario = nullptr;
  Parameters parameters;
};

/// Those that `words` name, or `all` of them, with the defaults of a check unless `words` assign
/// others. Throws UsageError for neither, for both, and for an unknown name or parameter.
std::vector<Chosen> chosen_scenarios(const std::vector<std::string>& words, bool all,
                                     Scenarios scenarios);

}  // namespace ravel
