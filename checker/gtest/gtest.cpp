#include "checker/gtest/gtest.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "checker/cli/files.h"
#include "checker/gtest/environment.h"
#include "checker/gtest/expectations.h"
#include "checker/report/printable.h"
#include "checker/report/text.h"

namespace ravel {
namespace {

/// A replay as the result of a check of one execution, printed as it went.
CheckResult replayed(const Scenario& scenario, const std::string& token) {
  ReplayResult replay = ravel::replay(scenario, token);
  std::cout << replay_text(std::string(scenario.name), replay, {}) << std::flush;
  CheckResult result;
  result.scenario = scenario.name;
  result.parameters = std::move(replay.parameters);
  result.findings = std::move(replay.findings);
  result.executions = 1;
  result.limit = "executions";
  if (replay.divergence) {
    Finding divergence;
    divergence.kind = FindingKind::Divergence;
    divergence.message = *replay.divergence;
    result.findings.push_back(std::move(divergence));
  }
  result.verdict = result.findings.empty() ? Verdict::Limit : Verdict::Finding;
  return result;
}

/// How to repeat the finding in the test that runs.
std::string replay_line(const CheckResult& result) {
  if (result.findings.empty() || result.findings.front().token.empty()) return "";
  const Host host{.out = std::cout,
                  .err = std::cerr,
                  .runner = {},
                  .watch_interrupts = {},
                  .peak_rss_bytes = {}};
  const std::string word = replay_word(host, result.scenario, 0, result.findings.front().token);
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  const std::string filter =
      test == nullptr ? "" : fmt::format("{}.{}", test->test_suite_name(), test->name());
  return fmt::format("  replay: RAVEL_REPLAY={} {} --gtest_filter={}\n", shell_word(word, true),
                     shell_word(testing::internal::GetArgvs().front()), shell_word(filter));
}

std::string report(const CheckResult& result) {
  return check_text(result, {}, {}) + replay_line(result);
}

}  // namespace

CheckResult check(const Scenario& scenario, const CheckOptions& options,
                  const std::vector<std::string>& assignments) {
  CheckOptions used = options_of_environment(options);
  used.jobs = 1;  // what EXPECT says is intercepted in one thread
  const std::string token = replay_of_environment();
  Expectations expectations;
  const Scenario watched = expectations.watched(scenario);
  if (!token.empty() && scenario_of_token(token) == scenario.name) return replayed(watched, token);
  return check(watched, Parameters::parse(scenario.parameters, Purpose::Check, assignments), used);
}

MATCHER(Holds, "holds in every execution that was explored") {
  if (arg.findings.empty()) return true;
  *result_listener << "where\n\n" << report(arg);
  return false;
}

MATCHER_P(Finds, kind, fmt::format("has a finding of kind {}", name(kind))) {
  const auto is_it = [&](const Finding& finding) { return finding.kind == kind; };
  if (std::any_of(arg.findings.begin(), arg.findings.end(), is_it)) return true;
  *result_listener << "where\n\n" << report(arg);
  return false;
}

testing::Matcher<const CheckResult&> holds() {
  return Holds();
}

testing::Matcher<const CheckResult&> finds(FindingKind kind) {
  return Finds(kind);
}

void PrintTo(const CheckResult& result, std::ostream* out) {
  *out << verdict_line(result);
}

void check_test(std::string_view name, void (*body)(os::Os& os)) {
  Scenario scenario;
  scenario.name = name;
  scenario.group = "tests";
  scenario.body = [body](os::Os& os, const Parameters&) { body(os); };
  const CheckResult result = check(scenario);
  testing::Test::RecordProperty("ravel", verdict_line(result));
  if (!result.findings.empty()) {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    ADD_FAILURE_AT(test->file(), test->line()) << report(result);
  } else if (!result.complete) {
    std::cout << "[  ravel   ] " << name << ": " << verdict_line(result) << std::endl;
  }
}

}  // namespace ravel
