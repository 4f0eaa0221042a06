#include "checker/conform.h"

#include <fmt/format.h>

#include <algorithm>

namespace ravel {
namespace {

bool shows(const CheckResult& result, FindingKind kind) {
  return std::ranges::any_of(result.findings,
                             [kind](const Finding& finding) { return finding.kind == kind; });
}

/// Whether the check knows of executions in which somebody never ends.
bool may_hang(const CheckResult& result) {
  using enum FindingKind;
  return std::ranges::any_of(
      std::vector{Deadlock, PartialDeadlock, LostWakeup, Livelock, Starvation, UnreleasedLock},
      [&](FindingKind kind) { return shows(result, kind); });
}

/// A main process that failed has not observed what it would have.
bool has_outcome(const RunReport& report) {
  return std::ranges::none_of(report.findings, [](const Finding& finding) {
    return std::ranges::count(finding.processes, "MainProcess") > 0;
  });
}

void add_once(std::vector<std::string>& texts, std::string text) {
  if (std::ranges::find(texts, text) == texts.end()) texts.push_back(std::move(text));
}

void compare(const RunReport& report, Comparison& comparison) {
  const CheckResult& known = comparison.enumerated;
  if (report.timed_out) {
    if (!may_hang(known)) add_once(comparison.outside, "a run did not end in time");
    return;
  }
  for (const Finding& finding : report.findings)
    if (!shows(known, finding.kind))
      add_once(comparison.outside, fmt::format("{}: {}", name(finding.kind), finding.message));
  if (!has_outcome(report)) return;
  ++comparison.seen[report.outcome];
  if (!known.outcomes.contains(report.outcome))
    add_once(comparison.outside, to_string(report.outcome));
}

}  // namespace

Comparison conform(const Scenario& scenario, const Parameters& parameters,
                   const ConformOptions& options, const Runner& runner, const OnRun& on_run) {
  Comparison comparison;
  CheckOptions enumeration = options.check;
  enumeration.keep_going = true;
  enumeration.minimize = false;
  comparison.enumerated = check(scenario, parameters, enumeration);
  while (comparison.runs < options.repeat && !comparison.timed_out && !comparison.interrupted) {
    const RunReport report = runner(scenario, parameters, options.run);
    comparison.interrupted = report.interrupted;
    if (report.interrupted) break;
    ++comparison.runs;
    comparison.seconds += report.seconds;
    comparison.timed_out = report.timed_out;
    compare(report, comparison);
    if (on_run && !on_run(comparison.runs)) comparison.interrupted = true;
  }
  for (const auto& [outcome, executions] : comparison.enumerated.outcomes)
    if (!comparison.seen.contains(outcome)) comparison.never_seen.push_back(outcome);
  return comparison;
}

}  // namespace ravel
