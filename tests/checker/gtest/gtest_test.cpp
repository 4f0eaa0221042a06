// Tests of tests: what a check in GoogleTest says when it holds, and when it does not.
#include "checker/gtest/gtest.h"

#include <gtest/gtest-spi.h>

#include <cstdlib>

#include "primitives/all.h"

namespace ravel {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

void pay(os::Os&, Value<int> account, Lock lock) {
  const auto guard = lock.hold();
  account.store(account.load() + 1);
}

RAVEL_TEST(RavelTest, HoldsInEveryInterleaving) {
  Value<int> account(os, 0);
  Lock lock(os);
  Process first(os, pay, account, lock);
  Process second(os, pay, account, lock);
  first.start();
  second.start();
  first.join();
  second.join();
  EXPECT_EQ(account.load(), 2);
}

void pay_carelessly(os::Os&, Value<int> account) {
  account.store(account.load() + 1);
}

constexpr int kLineOfTheExpectation = __LINE__ + 9;
void careless(os::Os& os) {
  Value<int> account(os, 0);
  Process first(os, pay_carelessly, account);
  Process second(os, pay_carelessly, account);
  first.start();
  second.start();
  first.join();
  second.join();
  EXPECT_EQ(account.load(), 2) << "a coin is lost";
}

Scenario scenario(std::string_view name, void (*body)(os::Os&)) {
  Scenario made;
  made.name = name;
  made.group = "tests";
  made.body = [body](os::Os& os, const Parameters&) { body(os); };
  return made;
}

CheckOptions to_the_end() {
  CheckOptions options;
  options.keep_going = true;
  return options;
}

// 4 executions (docs/your-first-scenario.md), in two of which a coin is lost: one finding.
TEST(CheckInGoogleTest, MakesAFailedExpectationAFindingWithItsPlace) {
  const CheckResult result = check(scenario("careless", careless), to_the_end());
  EXPECT_EQ(result.executions, 4U);
  EXPECT_TRUE(result.complete);
  ASSERT_EQ(result.findings.size(), 1U);
  EXPECT_EQ(result.findings[0].kind, FindingKind::Assertion);
  EXPECT_EQ(
      result.findings[0].message,
      "MainProcess: Expected equality of these values: account.load(), Which is: 1, 2, a coin "
      "is lost");
  EXPECT_THAT(result.findings[0].locations,
              ElementsAre(EndsWith("gtest_test.cpp:" + std::to_string(kLineOfTheExpectation))));
}

// The first expectation that fails does not end the process, the assertion does.
void fails_twice(os::Os& os) {
  EXPECT_TRUE(false) << "first";
  ASSERT_TRUE(false) << "second";
  os.observe("reached", 1);
}

TEST(CheckInGoogleTest, LetsAProcessGoOnAfterAnExpectationAndNotAfterAnAssertion) {
  const CheckResult result = check(scenario("twice", fails_twice), {});
  ASSERT_EQ(result.findings.size(), 2U);
  EXPECT_THAT(result.findings[0].message, EndsWith("first"));
  EXPECT_THAT(result.findings[1].message, EndsWith("second"));
  EXPECT_EQ(result.outcomes.begin()->first.size(), 0U);
}

TEST(CheckInGoogleTest, TakesAnExpectationOfTheInvariantForItsVerdict) {
  Scenario wrong = scenario("invariant", [](os::Os& os) { os.observe("n", 1); });
  wrong.invariant = [](const Outcome& outcome, const Parameters&) -> std::optional<std::string> {
    EXPECT_EQ(integer(outcome, "n"), 2);
    return {};
  };
  EXPECT_THAT(check(wrong), finds(FindingKind::Invariant));
}

TEST(CheckInGoogleTest, SaysByMatchersWhatHoldsAndWhatDoesNot) {
  const CheckResult wrong = check(scenario("careless", careless));
  EXPECT_THAT(wrong, finds(FindingKind::Assertion));
  EXPECT_THAT(wrong, testing::Not(holds()));
  EXPECT_THAT(wrong, testing::Not(finds(FindingKind::Deadlock)));
  EXPECT_EQ(testing::PrintToString(wrong).substr(0, 9), "1 finding");
}

// The report, with the line that replays it.
TEST(CheckInGoogleTest, FailsTheTestWithTheReport) {
  testing::TestPartResultArray failures;
  {
    const testing::ScopedFakeTestPartResultReporter reporter(&failures);
    check_test("careless", careless);
  }
  ASSERT_EQ(failures.size(), 1);
  const std::string report = failures.GetTestPartResult(0).message();
  EXPECT_THAT(report, HasSubstr("assertion: MainProcess: Expected equality"));
  EXPECT_THAT(report, HasSubstr("replay: RAVEL_REPLAY='ravel1:careless:"));
  EXPECT_THAT(report, HasSubstr("--gtest_filter=CheckInGoogleTest.FailsTheTestWithTheReport\n"));
}

class EnvironmentOfAGoogleTest : public testing::Test {
 protected:
  void set(const char* name, const std::string& value) {
    setenv(name, value.c_str(), 1);
    set_.push_back(name);
  }
  ~EnvironmentOfAGoogleTest() override {
    for (const char* name : set_) unsetenv(name);
  }

 private:
  std::vector<const char*> set_;
};

TEST_F(EnvironmentOfAGoogleTest, SetsTheOptionsOfTheCheck) {
  set("RAVEL_STRATEGY", "random");
  set("RAVEL_EXECUTIONS", "7");
  set("RAVEL_SEED", "5");
  set("RAVEL_TIME", "30.5");
  const CheckResult result = check(scenario("nothing", [](os::Os& os) { os.choose(2); }));
  EXPECT_EQ(result.options.strategy, "random");
  EXPECT_EQ(result.options.seed, 5U);
  EXPECT_EQ(result.options.time_max.count(), 30.5);
  EXPECT_EQ(result.executions, 7U);
}

TEST_F(EnvironmentOfAGoogleTest, IsRefusedWithTheNameOfTheVariable) {
  set("RAVEL_EXECUTIONS", "many");
  try {
    check(scenario("careless", careless));
    FAIL() << "accepted";
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("RAVEL_EXECUTIONS takes a whole number"));
  }
}

// One execution, and the same finding as the check that gave the token.
TEST_F(EnvironmentOfAGoogleTest, ReplaysATokenOfTheScenarioAndOfNoOther) {
  const CheckResult found = check(scenario("careless", careless));
  set("RAVEL_REPLAY", found.findings.at(0).token);
  testing::internal::CaptureStdout();
  const CheckResult replayed = check(scenario("careless", careless));
  EXPECT_THAT(testing::internal::GetCapturedStdout(), HasSubstr("Process-2"));
  EXPECT_EQ(replayed.executions, 1U);
  ASSERT_EQ(replayed.findings.size(), 1U);
  EXPECT_EQ(replayed.findings[0].message, found.findings[0].message);
  EXPECT_EQ(check(scenario("another", careless), to_the_end()).executions, 4U);
}

}  // namespace
}  // namespace ravel
