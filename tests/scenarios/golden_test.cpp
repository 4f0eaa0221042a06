// Every scenario is explored completely at its default size, and shows what it declares.
#include "tests/scenarios/golden.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <tuple>

#include "checker/expected.h"
#include "scenarios/main/main.h"

namespace ravel {
namespace golden {

void PrintTo(const Golden& golden, std::ostream* out) {
  *out << golden.scenario;
}

CheckResult explore(std::string_view scenario, const std::vector<std::string>& with,
                    CheckOptions options) {
  const std::vector<Scenario> all = scenarios();
  const Scenario& found = find_scenario(all, scenario);
  options.keep_going = true;
  // A sanitizer makes everything many times slower.
  options.time_max = std::chrono::minutes(4);
  return check(found, Parameters::parse(found.parameters, Purpose::Check, with), options);
}

std::set<std::string> outcomes_of(const CheckResult& result) {
  std::set<std::string> outcomes;
  for (const auto& [outcome, executions] : result.outcomes) outcomes.insert(to_string(outcome));
  return outcomes;
}

std::set<FindingKind> kinds_of(const CheckResult& result) {
  return as_expected(result.findings, {FindingKind::Deadlock});
}

void expect_golden(const Golden& golden) {
  const CheckResult result = explore(golden.scenario, golden.with);
  EXPECT_TRUE(result.complete) << result.limit;
  EXPECT_EQ(result.blocked_executions, 0u);
  EXPECT_EQ(result.executions, golden.executions);
  EXPECT_EQ(result.outcomes.size(), golden.outcomes);
  if (!golden.which.empty()) {
    EXPECT_EQ(outcomes_of(result), golden.which);
  }
  const std::vector<Scenario> all = scenarios();
  const std::set<FindingKind> expected =
      golden.with.empty() ? find_scenario(all, golden.scenario).expected : golden.findings;
  EXPECT_EQ(as_expected(result.findings, expected), expected);
}

std::string test_name(const Golden& golden) {
  std::string name(golden.scenario);
  for (const std::string& assignment : golden.with) name += "__" + assignment;
  std::ranges::replace_if(
      name, [](char c) { return c == '-' || c == '='; }, '_');
  return name;
}

}  // namespace golden

namespace {

using golden::Golden;

class EveryScenario : public testing::TestWithParam<Golden> {};

TEST_P(EveryScenario, ShowsWhatItDeclares) {
  expect_golden(GetParam());
}

std::string name_of(const testing::TestParamInfo<Golden>& info) {
  return golden::test_name(info.param);
}

INSTANTIATE_TEST_SUITE_P(Classics, EveryScenario, testing::ValuesIn(golden::classics()), name_of);
INSTANTIATE_TEST_SUITE_P(Oracles, EveryScenario, testing::ValuesIn(golden::oracles()), name_of);
INSTANTIATE_TEST_SUITE_P(Pitfalls, EveryScenario, testing::ValuesIn(golden::pitfalls()), name_of);
INSTANTIATE_TEST_SUITE_P(Tutorial, EveryScenario, testing::ValuesIn(golden::tutorial()), name_of);

TEST(TheListOfScenarios, IsTestedCompletely) {
  std::set<std::string_view> tested;
  for (const auto& group :
       {golden::classics(), golden::oracles(), golden::pitfalls(), golden::tutorial()})
    for (const Golden& golden : group)
      if (golden.with.empty()) tested.insert(golden.scenario);
  std::set<std::string_view> listed;
  for (const Scenario& scenario : scenarios()) listed.insert(scenario.name);
  EXPECT_EQ(tested, listed);
}

// Names are what users, tests and other programs know a scenario by.
TEST(TheListOfScenarios, IsSortedAndEachNameIsUnique) {
  const std::vector<Scenario> all = scenarios();
  for (std::size_t i = 1; i < all.size(); ++i)
    EXPECT_LT(std::tie(all[i - 1].group, all[i - 1].name), std::tie(all[i].group, all[i].name));
  std::set<std::string_view> names;
  for (const Scenario& scenario : all) EXPECT_TRUE(names.insert(scenario.name).second);
}

TEST(TheListOfScenarios, HasDefaultsWithinTheirRanges) {
  for (const Scenario& scenario : scenarios())
    for (const ParameterSpec& spec : scenario.parameters) {
      EXPECT_TRUE(spec.least <= spec.run_default && spec.run_default <= spec.most) << spec.name;
      EXPECT_TRUE(spec.least <= spec.check_default && spec.check_default <= spec.most) << spec.name;
    }
}

}  // namespace
}  // namespace ravel
