// The list of scenarios as text.
#include "checker/report/scenario_list.h"

#include <fmt/format.h>

#include <algorithm>

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

/// `text` from column `indent` on, broken between words where it would pass the right edge; `first`
/// stands in front of its first line.
std::string paragraph(std::string_view first, std::size_t indent, std::string_view text) {
  std::string lines = fmt::format("{:<{}}", first, indent);
  std::size_t column = indent;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    if (column > indent && column + 1 + word.size() > kWidth) {
      lines += fmt::format("\n{:{}}", "", indent);
      column = indent;
    }
    if (column > indent) lines += " ";
    column += word.size() + (column > indent ? 1 : 0);
    lines += word;
  }
  return lines + "\n";
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
    text += paragraph(fmt::format("  {}", scenario->name), indent, scenario->summary);
    for (const ParameterSpec& spec : scenario->parameters)
      text += paragraph("", indent, fmt::format("{}: {}", parameter_text(spec), spec.summary));
    text += paragraph("", indent, "expected: " + expected_verdict(*scenario));
  }
  return text;
}

}  // namespace ravel
