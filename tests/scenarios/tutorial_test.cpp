// The tutorial's scenarios have exactly the outcomes that they are known to have.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <tuple>

#include "checker/check.h"
#include "scenarios/main/main.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

using Outcomes = std::set<Outcome>;

CheckResult explore(const Scenario& scenario, const std::vector<std::string>& assignments,
                    CheckOptions options = {}) {
  options.keep_going = true;
  // Two clients without a lock have some million interleavings, which a sanitizer makes slow.
  options.time_max = std::chrono::minutes(4);
  return check(scenario, Parameters::parse(scenario.parameters, Purpose::Check, assignments),
               options);
}

Outcomes seen(const CheckResult& result) {
  Outcomes outcomes;
  for (const auto& [outcome, executions] : result.outcomes) outcomes.insert(outcome);
  return outcomes;
}

std::set<FindingKind> kinds(const CheckResult& result) {
  std::set<FindingKind> kinds;
  for (const Finding& finding : result.findings) kinds.insert(finding.kind);
  return kinds;
}

/// Every interleaving: the outcomes are these and no others.
Outcomes all_outcomes(const Scenario& scenario, const std::vector<std::string>& assignments) {
  const CheckResult result = explore(scenario, assignments);
  EXPECT_TRUE(result.complete) << result.limit;
  return seen(result);
}

Outcome sale(int success, int fail, int crash, int left) {
  return {{"success", success}, {"fail", fail}, {"crash", crash}, {"left", left}};
}

// The holder of the lock writes while the other looks: it reads the count, or crashes on the empty
// file. The first to hold the lock has looked before, so at most one of two crashes. Every client
// that does not crash takes one off: 1 - 2 = -1, or 1 - 1 = 0.
TEST(Tickets, LockedWithAnUnlockedLookGoBelowZeroOrCrash) {
  const Outcomes outcomes =
      all_outcomes(ticket_locked_check_unlocked(), {"clients=2", "tickets=1"});
  EXPECT_EQ(outcomes, (Outcomes{sale(1, 1, 0, -1), sale(1, 0, 1, 0)}));
}

// With 0, 1 or 2 crashes of 3: three, two or one client take one off the count of 1.
TEST(Tickets, LockedWithAnUnlockedLookCrashAllButOneOfThree) {
  CheckOptions options;
  options.strategy = "random";
  options.executions_max = 20'000;
  const CheckResult result =
      explore(ticket_locked_check_unlocked(), {"clients=3", "tickets=1"}, options);
  EXPECT_EQ(seen(result), (Outcomes{sale(1, 2, 0, -2), sale(1, 1, 1, -1), sale(1, 0, 2, 0)}));
}

// Besides the two outcomes above: both read 1 before one of them writes, both get the ticket, and
// both write 0.
TEST(Tickets, WithoutALockAreOversold) {
  const Outcomes outcomes = all_outcomes(ticket_nolock_oversell(), {"clients=2", "tickets=1"});
  EXPECT_EQ(outcomes, (Outcomes{sale(2, 0, 0, 0), sale(1, 1, 0, -1), sale(1, 0, 1, 0)}));
}

TEST(Tickets, WithoutALockAreSoldThreeTimesToThree) {
  CheckOptions options;
  options.strategy = "random";
  options.executions_max = 20'000;
  const CheckResult result = explore(ticket_nolock_oversell(), {"clients=3", "tickets=1"}, options);
  EXPECT_THAT(seen(result), testing::Contains(sale(3, 0, 0, 0)));
}

// One client after the other finds what the one before has left.
TEST(Tickets, GuardedHaveOneOutcomePerSize) {
  EXPECT_EQ(all_outcomes(ticket_guarded(), {"clients=2", "tickets=1"}), Outcomes{sale(1, 1, 0, 0)});
  EXPECT_EQ(all_outcomes(ticket_guarded(), {"clients=3", "tickets=1"}), Outcomes{sale(1, 2, 0, 0)});
  EXPECT_EQ(all_outcomes(ticket_guarded(), {"clients=3", "tickets=0"}), Outcomes{sale(0, 3, 0, 0)});
  EXPECT_EQ(all_outcomes(ticket_guarded(), {"clients=2", "tickets=3"}), Outcomes{sale(2, 0, 0, 1)});
}

// 1: all read 0 before one writes; n: one after the other; between them: any number reads late.
TEST(Values, WithoutTheLockKeepAnyNumberOfIncrements) {
  Outcomes expected;
  for (int n = 1; n <= 3; ++n) {
    expected.insert({{"final", n}});
    EXPECT_EQ(all_outcomes(value_nolock_increment(), {"processes=" + std::to_string(n)}), expected);
  }
}

TEST(Values, LockedKeepEveryIncrement) {
  for (int n = 1; n <= 3; ++n)
    EXPECT_EQ(all_outcomes(value_locked_increment(), {"processes=" + std::to_string(n)}),
              (Outcomes{{{"final", n}}}));
}

TEST(Isolation, TheParentKeepsItsVariable) {
  EXPECT_EQ(all_outcomes(global_isolation(), {}), (Outcomes{{{"parent", 100}, {"son", 101}}}));
}

// 3 * 5 + 5 / 6, as the shortest text that reads back as the same double.
TEST(Joining, MakesTheResultInTheFileCertain) {
  EXPECT_EQ(all_outcomes(join_file_result(), {}), (Outcomes{{{"result", "15.833333333333334"}}}));
}

TEST(EveryScenario, ShowsTheFindingsThatItDeclares) {
  for (const Scenario& scenario : scenarios()) {
    const CheckResult result = explore(scenario, {});
    EXPECT_TRUE(result.complete) << scenario.name << ": " << result.limit;
    EXPECT_EQ(kinds(result), scenario.expected) << scenario.name;
  }
}

// Names are what users, tests and other programs know a scenario by.
TEST(EveryScenario, HasAUniqueNameInASortedList) {
  const std::vector<Scenario> all = scenarios();
  for (std::size_t i = 1; i < all.size(); ++i)
    EXPECT_LT(std::tie(all[i - 1].group, all[i - 1].name), std::tie(all[i].group, all[i].name));
}

TEST(EveryScenario, HasDefaultsWithinItsRanges) {
  for (const Scenario& scenario : scenarios())
    for (const ParameterSpec& spec : scenario.parameters) {
      EXPECT_TRUE(spec.least <= spec.run_default && spec.run_default <= spec.most) << spec.name;
      EXPECT_TRUE(spec.least <= spec.check_default && spec.check_default <= spec.most) << spec.name;
    }
}

}  // namespace
}  // namespace ravel
