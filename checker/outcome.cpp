// How an outcome reads.
#include "checker/outcome.h"

#include <fmt/format.h>

#include <stdexcept>

namespace ravel {

std::string to_string(const Outcome& outcome) {
  if (outcome.empty()) return "nothing observed";
  std::string text;
  for (const auto& [name, observation] : outcome) {
    if (!text.empty()) text += ' ';
    text += name + '=';
    std::visit([&](const auto& value) { text += fmt::format("{}", value); }, observation);
  }
  return text;
}

std::int64_t integer(const Outcome& outcome, std::string_view name) {
  const auto found = outcome.find(name);
  if (found == outcome.end() || !std::holds_alternative<std::int64_t>(found->second))
    throw std::out_of_range(fmt::format("no integer was observed as '{}'", name));
  return std::get<std::int64_t>(found->second);
}

}  // namespace ravel
