// Findings are reported by the simplest execution that shows them, and its token replays it.
#include "checker/minimize/minimize.h"

#include <gtest/gtest.h>

#include "scenarios/main/main.h"
#include "tests/sim/programs.h"

namespace ravel {
namespace {

using test::Shared;

std::optional<std::string> counts_to_three(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "value") == 3) return {};
  return "too few";
}

void count_with_three(os::Os& os, const Parameters&) {
  const Shared shared = test::share(os);
  test::run_all(os, {test::increment, test::increment, test::increment}, shared);
  os.observe("value", static_cast<std::int64_t>(os.load(shared.counter, os::Access::Plain)));
}

CheckResult checked(bool minimize) {
  Scenario scenario;
  scenario.name = "count";
  scenario.body = count_with_three;
  scenario.invariant = counts_to_three;
  CheckOptions options;
  options.strategy = "random";
  options.seed = 3;
  options.minimize = minimize;
  return check(scenario, {}, options);
}

// Three processes with 2 accesses and an end each; 3 spawns, 3 waits, a load, the wait for all and
// the end of main: 18 steps. To lose an update one process stops between its accesses while another
// one performs both of its own; main has one wait less on the way if the first one ends last:
// o | q | p q p | o with r before or within is o r q(load) p q o: 5 switches.
TEST(Minimize, LosesAnUpdateWithOneInterruption) {
  const CheckResult result = checked(true);
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].schedule_length, 18u);
  EXPECT_EQ(result.findings[0].context_switches, 5u);
  EXPECT_EQ(result.trace->steps.size(), 18u);
  ASSERT_EQ(result.found_with.size(), 1u);
  EXPECT_EQ(result.findings[0].minimized_from, result.found_with[0].switches);
  EXPECT_GT(result.found_with[0].switches, 5u);
}

TEST(Minimize, LeavesFindingsAloneOnRequest) {
  const CheckResult result = checked(false);
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_GT(result.findings[0].context_switches, 5u);
  EXPECT_FALSE(result.findings[0].minimized_from);
  EXPECT_TRUE(result.found_with.empty());
}

bool shows(const ReplayResult& replayed, const Finding& finding) {
  for (const Finding& shown : replayed.findings)
    if (shown.kind == finding.kind && shown.message == finding.message) return true;
  return false;
}

// Every wrong scenario of the library, by a walk that switches often.
TEST(Minimize, NeverMakesAFindingOfTheLibraryLongerAndItsTokenReplays) {
  std::size_t simpler = 0;
  for (const Scenario& scenario : scenarios()) {
    if (scenario.expected.empty()) continue;
    CheckOptions options;
    options.strategy = "random";
    options.executions_max = 2'000;
    const CheckResult result =
        check(scenario, Parameters::parse(scenario.parameters, Purpose::Check, {}), options);
    for (std::size_t i = 0; i < result.findings.size(); ++i) {
      const Finding& finding = result.findings[i];
      EXPECT_LE(finding.schedule_length, result.found_with[i].steps) << scenario.name;
      EXPECT_LE(finding.context_switches, result.found_with[i].switches) << scenario.name;
      simpler += finding.context_switches < result.found_with[i].switches;
      const ReplayResult replayed = replay(scenario, finding.token);
      EXPECT_FALSE(replayed.divergence) << scenario.name << ": " << *replayed.divergence;
      EXPECT_TRUE(shows(replayed, finding)) << scenario.name;
      EXPECT_EQ(replayed.trace.steps.size(), finding.schedule_length) << scenario.name;
    }
  }
  EXPECT_GT(simpler, 10u);
}

}  // namespace
}  // namespace ravel
