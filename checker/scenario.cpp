// Looking scenarios up, and what is expected of them.
#include "checker/scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "checker/nearest.h"

namespace ravel {

const Scenario& find_scenario(std::span<const Scenario> scenarios, std::string_view name) {
  const auto found = std::ranges::find(scenarios, name, &Scenario::name);
  if (found != scenarios.end()) return *found;
  if (scenarios.empty())
    throw UsageError(fmt::format("unknown scenario '{}': there are no scenarios", name));
  std::vector<std::string_view> names;
  std::ranges::transform(scenarios, std::back_inserter(names), &Scenario::name);
  throw UsageError(
      fmt::format("unknown scenario '{}': did you mean '{}'?", name, nearest(name, names)));
}

std::string expected_verdict(const Scenario& scenario) {
  if (scenario.expected.empty()) return "holds";
  // Sorted by word, so that the text does not depend on the order of the kinds.
  std::set<std::string_view> kinds;
  for (const FindingKind kind : scenario.expected) kinds.insert(ravel::name(kind));
  return fmt::format("{}", fmt::join(kinds, " or "));
}

}  // namespace ravel
