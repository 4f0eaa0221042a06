// Checks in GoogleTest: a test that holds in every interleaving, or fails with the report and a
// line that replays it. The library is ravel::gtest; docs/your-first-scenario.md shows its use.
#pragma once

#include <gmock/gmock.h>

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "checker/check.h"
#include "checker/scenario.h"

namespace ravel {

/// Explores `scenario` with the defaults of a check, and `assignments` ("clients=3").
///
/// EXPECT_* and ASSERT_* may be used in all its processes, and in its invariant: one that fails
/// does not fail the test, but is a finding of this execution, of kind Assertion. The process goes
/// on or returns, as ever. SCOPED_TRACE and EXPECT_NO_FATAL_FAILURE know nothing of processes.
///
/// The environment comes before `options`: RAVEL_STRATEGY, RAVEL_EXECUTIONS, RAVEL_TIME (seconds)
/// and RAVEL_SEED as the options of `ravel check`. With RAVEL_REPLAY, a token or @FILE, the one
/// execution of it is run and printed instead, if the token belongs to this scenario.
///
/// Throws UsageError for what is wrong in any of these.
CheckResult check(const Scenario& scenario, const CheckOptions& options = {},
                  const std::vector<std::string>& assignments = {});

/// EXPECT_THAT(check(scenario), holds()): nothing was found. Whether everything was explored is
/// `complete` of the result.
testing::Matcher<const CheckResult&> holds();

/// EXPECT_THAT(check(scenario), finds(FindingKind::Deadlock)): a finding of this kind, among
/// others.
testing::Matcher<const CheckResult&> finds(FindingKind kind);

/// The verdict line, for messages of GoogleTest.
void PrintTo(const CheckResult& result, std::ostream* out);

/// What RAVEL_TEST does: checks `body` and fails the running test, where it stands, with the
/// report. Otherwise says so on stdout if there was a limit.
void check_test(std::string_view name, void (*body)(os::Os& os));

}  // namespace ravel

/// A test that has to hold in every interleaving. The block is its main process; `os` is the
/// operating system:
///
///   RAVEL_TEST(Account, LosesNoCoin) {
///     Value<int> account(os, 0);
///     ...
///     EXPECT_EQ(account.load(), 2);
///   }
// A macro, since GoogleTest names tests by macros: it is the only one of Ravel.
#define RAVEL_TEST(suite, name)                                            \
  static void ravel_test_of_##suite##_##name(::ravel::os::Os& os);         \
  TEST(suite, name) {                                                      \
    ::ravel::check_test(#suite "." #name, ravel_test_of_##suite##_##name); \
  }                                                                        \
  static void ravel_test_of_##suite##_##name([[maybe_unused]] ::ravel::os::Os& os)
