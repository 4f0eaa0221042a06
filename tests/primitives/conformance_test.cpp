// The ground of the conformance suite: runs one program for real, with both start methods, and in
// every interleaving.
#include "tests/primitives/conformance.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "checker/check.h"
#include "checker/expected.h"
#include "primitives/os/posix/run.h"

namespace ravel {
namespace {

std::vector<ParameterSpec> parameters() {
  return {{"many", "as many processes as the backend can bear", 20, 2, 1, 100}};
}

std::string problem(const os::posix::EndedProcess& process, const Intended& intended) {
  if (process.exit_code == 0 || process.killed_by_request) return {};
  if (!process.assertion && intended.exit_codes.contains(process.exit_code)) return {};
  return fmt::format("{} ended with {}: {}\n", process.name, process.exit_code,
                     process.exception_message);
}

std::string real_problem(os::posix::StartMethod start_method, Body body, const Intended& intended) {
  const Parameters with = Parameters::parse(parameters(), Purpose::Run, {});
  const os::posix::RunOptions options{.start_method = start_method,
                                      .timeout = std::chrono::seconds(20),
                                      .seed = 1,
                                      .capture_output = true};
  const os::posix::RunResult result = os::posix::run([&](os::Os& os) { body(os, with); }, options);
  std::string text = result.timed_out ? "timed out\n" : "";
  for (const std::string& process : result.still_running)
    text += "still running: " + process + '\n';
  for (const os::posix::EndedProcess& process : result.ended) text += problem(process, intended);
  return text;
}

// The programs are about one call each: they need not keep out of each other's way, nor clear away
// behind them.
bool is_intended(const Finding& finding, const Intended& intended) {
  using enum FindingKind;
  constexpr std::array kTolerated = {Race, UnreleasedLock, OverRelease, Leak};
  const bool tolerated = std::ranges::find(kTolerated, finding.kind) != kTolerated.end();
  if (tolerated && finding.waits.empty()) return true;
  const std::set<FindingKind> kinds = as_expected({&finding, 1}, intended.findings);
  return std::ranges::includes(intended.findings, kinds);
}

std::string simulated_problem(Body body, const Intended& intended,
                              std::optional<std::uint32_t> delays) {
  const Scenario scenario{.name = "conformance",
                          .group = "tests",
                          .summary = "",
                          .parameters = parameters(),
                          .body = body,
                          .expected = {}};
  const Parameters with = Parameters::parse(scenario.parameters, Purpose::Check, {});
  CheckOptions options;
  options.keep_going = true;
  if (delays) options.strategy = "delays";
  options.bound = delays;
  const CheckResult result = check(scenario, with, options);
  const bool explored = result.complete || (delays && result.limit == "bound");
  note_explored(result.complete
                    ? fmt::format("{}", result.executions)
                    : fmt::format("{} (delays <= {})", result.executions, delays.value_or(0)));
  std::string text = explored ? "" : "not complete: " + result.limit + '\n';
  for (const Finding& finding : result.findings)
    if (!is_intended(finding, intended))
      text += fmt::format("{}: {}\n", name(finding.kind), finding.message);
  return text;
}

INSTANTIATE_TEST_SUITE_P(Everywhere, Conformance,
                         testing::Values(Backend::PosixSpawn, Backend::PosixFork,
                                         Backend::Simulator),
                         [](const auto& test) { return name(test.param); });

INSTANTIATE_TEST_SUITE_P(OnPosix, ForReal, testing::Values(Backend::PosixSpawn, Backend::PosixFork),
                         [](const auto& test) { return name(test.param); });

void fail_expectation(os::Os& os, const Parameters&) {
  os::expect(os.pid() == 0, "no process has this pid");
}

void exit_badly(os::Os& os, const Parameters&) {
  os.exit(3);
}

TEST_P(Conformance, ASuiteThatCouldNotFailWouldProveNothing) {
  EXPECT_NE("", problem(GetParam(), fail_expectation, {{1}, {FindingKind::Exception}}));
  EXPECT_NE("", problem(GetParam(), exit_badly));
}

}  // namespace

std::string name(Backend backend) {
  switch (backend) {
    case Backend::PosixSpawn:
      return "PosixSpawn";
    case Backend::PosixFork:
      return "PosixFork";
    case Backend::Simulator:
      return "Simulator";
  }
  return "unknown";
}

namespace {

std::string problem(Backend backend, Body body, const Intended& intended,
                    std::optional<std::uint32_t> delays) {
  switch (backend) {
    case Backend::PosixSpawn:
      return real_problem(os::posix::StartMethod::Spawn, body, intended);
    case Backend::PosixFork:
      return real_problem(os::posix::StartMethod::Fork, body, intended);
    case Backend::Simulator:
      return simulated_problem(body, intended, delays);
  }
  return "unknown backend";
}

}  // namespace

std::string problem(Backend backend, Body body, const Intended& intended) {
  return problem(backend, body, intended, std::nullopt);
}

std::string bounded_problem(Backend backend, Body body, std::uint32_t delays,
                            const Intended& intended) {
  return problem(backend, body, intended, delays);
}

}  // namespace ravel
