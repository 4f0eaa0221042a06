// From "clients=3" to a checked value, with one line for every mistake.
#include "checker/parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>

#include "checker/nearest.h"

namespace ravel {
namespace {

[[noreturn]] void refuse_unknown(const std::vector<ParameterSpec>& specs, std::string_view name) {
  if (specs.empty())
    throw UsageError(fmt::format("unknown parameter '{}': this scenario has none", name));
  std::vector<std::string_view> names;
  std::ranges::transform(specs, std::back_inserter(names), &ParameterSpec::name);
  throw UsageError(fmt::format("unknown parameter '{}': did you mean '{}'? (there is: {})", name,
                               nearest(name, names), fmt::join(names, ", ")));
}

std::size_t index_of(const std::vector<ParameterSpec>& specs, std::string_view name) {
  const auto found = std::ranges::find(specs, name, &ParameterSpec::name);
  if (found == specs.end()) refuse_unknown(specs, name);
  return static_cast<std::size_t>(found - specs.begin());
}

std::int64_t parse_boolean(const ParameterSpec& spec, std::string_view text) {
  if (text == "true" || text == "1") return 1;
  if (text == "false" || text == "0") return 0;
  throw UsageError(fmt::format("parameter '{}' is true or false, not '{}'", spec.name, text));
}

std::int64_t parse_integer(const ParameterSpec& spec, std::string_view text) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc::invalid_argument || stopped != end)
    throw UsageError(fmt::format("parameter '{}' is a whole number from {} to {}, not '{}'",
                                 spec.name, spec.least, spec.most, text));
  if (error != std::errc() || value < spec.least || value > spec.most)
    throw UsageError(fmt::format("parameter '{}' is {}, out of its range: {} to {}", spec.name,
                                 text, spec.least, spec.most));
  return value;
}

std::int64_t parse_value(const ParameterSpec& spec, std::string_view text) {
  return spec.type == ParameterType::Boolean ? parse_boolean(spec, text)
                                             : parse_integer(spec, text);
}

}  // namespace

Parameters Parameters::parse(const std::vector<ParameterSpec>& specs, Purpose purpose,
                             const std::vector<std::string>& assignments) {
  std::vector<std::optional<std::int64_t>> given(specs.size());
  for (const std::string_view assignment : assignments) {
    const std::size_t equals = assignment.find('=');
    if (equals == std::string_view::npos)
      throw UsageError(
          fmt::format("'{}' is not a parameter with a value: write name=value", assignment));
    const std::string_view name = assignment.substr(0, equals);
    const std::size_t index = index_of(specs, name);
    if (given[index]) throw UsageError(fmt::format("parameter '{}' is given twice", name));
    given[index] = parse_value(specs[index], assignment.substr(equals + 1));
  }

  Parameters parameters;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const ParameterSpec& spec = specs[i];
    const auto standard = purpose == Purpose::Run ? spec.run_default : spec.check_default;
    parameters.values_.push_back({std::string(spec.name), given[i].value_or(standard), spec.type});
  }
  return parameters;
}

std::int64_t Parameters::operator[](std::string_view name) const {
  const auto found = std::ranges::find(values_, name, &Value::name);
  if (found == values_.end())
    throw std::out_of_range(fmt::format("the scenario declares no parameter '{}'", name));
  return found->value;
}

}  // namespace ravel
