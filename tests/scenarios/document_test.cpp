// docs/scenarios.md has the table that the registry and the golden numbers make. To write it anew:
// ./dev scenarios
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>

#include "scenarios/main/main.h"
#include "tests/scenarios/golden.h"

namespace ravel {
namespace {

constexpr std::string_view kBegin = "<!-- begin of what ./dev scenarios writes -->\n";
constexpr std::string_view kEnd = "<!-- end of what ./dev scenarios writes -->\n";

std::string document_path() {
  return std::string(RAVEL_SOURCE_DIR) + "/docs/scenarios.md";
}

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// "`clients` 2 (10)": in a check, and in a run if that is another size.
std::string parameters_of(const Scenario& scenario) {
  std::string text;
  for (const ParameterSpec& spec : scenario.parameters) {
    text += fmt::format("{}`{}` {}", text.empty() ? "" : ", ", spec.name, spec.check_default);
    if (spec.run_default != spec.check_default) text += fmt::format(" ({})", spec.run_default);
  }
  return text;
}

std::map<std::string_view, std::string> executions() {
  std::map<std::string_view, std::string> numbers;
  for (const auto& group :
       {golden::classics(), golden::oracles(), golden::pitfalls(), golden::tutorial()})
    for (const golden::Golden& entry : group)
      if (entry.with.empty()) numbers[entry.scenario] = std::to_string(entry.executions);
  return numbers;
}

std::string table() {
  const auto numbers = executions();
  std::string text;
  std::string_view group;
  const std::vector<Scenario> all = scenarios();
  for (const Scenario& scenario : all) {
    if (scenario.group != group)
      text += fmt::format(
          "\n### {}\n\n| scenario | shows | parameters | expected | executions |\n"
          "|---|---|---|---|---|\n",
          scenario.group);
    group = scenario.group;
    const auto number = numbers.find(scenario.name);
    text += fmt::format("| `{}` | {} | {} | {} | {} |\n", scenario.name, scenario.summary,
                        parameters_of(scenario), expected_verdict(scenario),
                        number == numbers.end() ? "" : number->second);
  }
  return text + "\n";
}

TEST(ScenariosDocument, HasTheTableOfAllScenarios) {
  const std::string document = read(document_path());
  const std::size_t begin = document.find(kBegin);
  const std::size_t end = document.find(kEnd);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  const std::string right =
      document.substr(0, begin + kBegin.size()) + table() + document.substr(end);
  if (std::getenv("RAVEL_REWRITE_DOCUMENTS") != nullptr)
    std::ofstream(document_path(), std::ios::binary) << right;
  else
    EXPECT_TRUE(document == right) << "the table is out of date: ./dev scenarios writes it anew";
}

}  // namespace
}  // namespace ravel
