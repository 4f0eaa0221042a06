#include "checker/cli/chosen.h"

#include <fmt/format.h>

#include "checker/cli/options.h"

namespace ravel {

std::vector<Chosen> chosen_scenarios(const std::vector<std::string>& words, bool all,
                                     Scenarios scenarios) {
  const Words sorted = sorted_words(words);
  if (all && !sorted.names.empty())
    throw UsageError(fmt::format("'{}' and --all: give one of them", sorted.names.front()));
  if (!all && sorted.names.empty())
    throw UsageError("no scenario given; 'ravel list' shows them, --all checks every one");
  std::vector<Chosen> chosen;
  const auto add = [&](const Scenario& scenario) {
    chosen.push_back(
        {&scenario, Parameters::parse(scenario.parameters, Purpose::Check, sorted.assignments)});
  };
  if (all)
    for (const Scenario& scenario : scenarios) add(scenario);
  for (const std::string& name : sorted.names) add(find_scenario(scenarios, name));
  return chosen;
}

}  // namespace ravel
