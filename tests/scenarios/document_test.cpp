// docs/scenarios.md has the table that the registry and the golden numbers make, README.md what the
// program prints of the ticket that is sold twice. To write both anew: ./dev scenarios
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include "checker/cli/command_line.h"
#include "checker/cli/host.h"
#include "scenarios/main/main.h"
#include "tests/scenarios/golden.h"

namespace ravel {
namespace {

constexpr std::string_view kBegin = "<!-- begin of what ./dev scenarios writes -->\n";
constexpr std::string_view kEnd = "<!-- end of what ./dev scenarios writes -->\n";

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

/// Compares what stands between the two marks of a document, or writes it anew.
void expect_in(const std::string& document, const std::string& text) {
  const std::string path = std::string(RAVEL_SOURCE_DIR) + "/" + document;
  const std::string found = read(path);
  const std::size_t begin = found.find(kBegin);
  const std::size_t end = found.find(kEnd);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  const std::string right = found.substr(0, begin + kBegin.size()) + text + found.substr(end);
  if (std::getenv("RAVEL_REWRITE_DOCUMENTS") != nullptr)
    std::ofstream(path, std::ios::binary) << right;
  else
    EXPECT_TRUE(found == right) << document << " is out of date: ./dev scenarios writes it anew";
}

TEST(Documents, HaveTheTableOfAllScenarios) {
  expect_in("docs/scenarios.md", table());
}

/// What the program prints.
std::string output_of(const std::vector<std::string>& arguments) {
  std::ostringstream out;
  std::ostringstream err;
  const std::vector<Scenario> all = scenarios();
  Host host{.out = out,
            .err = err,
            .program = "./dev",
            .runner = {},
            .watch_interrupts = {},
            .peak_rss_bytes = {}};
  command_line(arguments, all, host);
  return out.str();
}

/// The paragraphs of the finding, from its first word to its token.
std::string finding_in(const std::string& output, const std::string& first_words) {
  const std::size_t begin = output.find(first_words);
  const std::size_t token = output.find("replay: ", begin);
  if (token == std::string::npos) return "";
  return output.substr(begin, output.find('\n', token) + 1 - begin);
}

// The whole product on one screen: found, explained, replayed.
TEST(Documents, ShowTheTicketThatIsSoldTwice) {
  const std::string output = output_of({"check", "ticket-nolock-oversell", "--keep-going"});
  const std::string finding = finding_in(output, "invariant: oversold");
  ASSERT_NE(finding, "");
  const std::size_t token = finding.find("'ravel1:") + 1;
  const std::string replayed =
      output_of({"replay", finding.substr(token, finding.find('\'', token) - token)});
  const std::size_t verdict = output.find('\n') + 1;
  expect_in("README.md",
            fmt::format("```\n$ ./dev check ticket-nolock-oversell --keep-going\n{}...\n\n{}\n"
                        "$ ./dev replay 'ravel1:ticket-nolock-oversell:...'\n{}```\n",
                        output.substr(0, output.find('\n', verdict) + 1), finding, replayed));
}

}  // namespace
}  // namespace ravel
