// The list of scenarios as text.
#include "checker/report/scenario_list.h"

#include <fmt/format.h>

#include <algorithm>

#include "checker/report/printable.h"

namespace ravel {
namespace {

constexpr std::size_t kWidth = 100;

std::size_t width_of_names(std::span<const Scenario* const> scenarios) {
  std::size_t width = 0;
  for (const Scenario* scenario : scenarios) width = std::max(width, scenario->name.size());
  return width;
}

std::string value_text(std::int64_t value, ParameterType type) {
  if (type == ParameterType::Boolean) return value != 0 ? "true" : "false";
  return std::to_string(value);
}

/// "clients=10 (2 in a check, 1 to 100)"
std::string parameter_text(const ParameterSpec& spec) {
  std::string text = fmt::format("{}={}", spec.name, value_text(spec.run_default, spec.type));
  std::string notes;
  if (spec.check_default != spec.run_default)
    notes = fmt::format("{} in a check", value_text(spec.check_default, spec.type));
  if (spec.type == ParameterType::Integer)
    notes += fmt::format("{}{} to {}", notes.empty() ? "" : ", ", spec.least, spec.most);
  return notes.empty() ? text : fmt::format("{} ({})", text, notes);
}

/// Lines below a scenario start under its summary.
std::string detail(std::size_t indent, std::string_view text) {
  return shortened(fmt::format("{:{}}{}", "", indent, text), kWidth) + "\n";
}

}  // namespace

std::string list_text(std::span<const Scenario* const> scenarios) {
  const std::size_t names = width_of_names(scenarios);
  const std::size_t indent = names + 4;
  std::string_view group;
  std::string text;
  for (const Scenario* scenario : scenarios) {
    if (scenario->group != group || text.empty())
      text += fmt::format("{}{}\n", text.empty() ? "" : "\n", scenario->group);
    group = scenario->group;
    text +=
        shortened(fmt::format("  {:<{}}  {}", scenario->name, names, scenario->summary), kWidth);
    text += "\n";
    for (const ParameterSpec& spec : scenario->parameters)
      text += detail(indent, fmt::format("{}: {}", parameter_text(spec), spec.summary));
    text += detail(indent, "expected: " + expected_verdict(*scenario));
  }
  return text;
}

}  // namespace ravel
