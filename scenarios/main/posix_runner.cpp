// From the result of a real run to a report in the words of the checker.
#include "scenarios/main/posix_runner.h"

#include <fmt/format.h>

#include "primitives/os/posix/terminal.h"
#include "scenarios/main/recorded_trace.h"

namespace ravel {
namespace {

using os::posix::EndedProcess;

/// Each takes 192 bytes of memory.
constexpr std::size_t kCallsRecorded = 65'536;

/// Nothing if the process ended well.
std::optional<Finding> finding_of(const EndedProcess& process) {
  Finding finding;
  finding.processes = {process.name};
  if (process.assertion) {
    finding.kind = FindingKind::Assertion;
    finding.message = fmt::format("{}: {}", process.name, process.exception_message);
  } else if (!process.exception_type.empty()) {
    finding.kind = FindingKind::Exception;
    finding.message = fmt::format("{} was ended by {}", process.name, process.exception_type);
    if (!process.exception_message.empty()) finding.message += ": " + process.exception_message;
  } else if (process.exit_code < 0) {
    finding.kind = FindingKind::ExitStatus;
    finding.message = fmt::format("{} was ended by {} (exit code {})", process.name,
                                  os::posix::signal_name(-process.exit_code), process.exit_code);
  } else if (process.exit_code > 0) {
    finding.kind = FindingKind::ExitStatus;
    finding.message = fmt::format("{} ended with exit code {}", process.name, process.exit_code);
  } else {
    return std::nullopt;
  }
  return finding;
}

os::posix::RunOptions posix_options(const RunOptions& options) {
  os::posix::RunOptions converted;
  converted.start_method =
      options.start_method == "fork" ? os::posix::StartMethod::Fork : os::posix::StartMethod::Spawn;
  converted.timeout = options.timeout;
  converted.seed = options.seed;
  converted.capture_output = !options.output_wanted;
  if (options.trace_wanted) converted.record_max = kCallsRecorded;
  return converted;
}

}  // namespace

std::vector<Finding> findings_of(const std::vector<EndedProcess>& ended) {
  std::vector<Finding> findings;
  for (const EndedProcess& process : ended) {
    // Whoever died with its parent shares the parent's fate, which is reported there.
    if (process.killed_by_request || process.died_with_parent) continue;
    if (const std::optional<Finding> finding = finding_of(process)) findings.push_back(*finding);
  }
  return findings;
}

RunReport run_on_posix(const Scenario& scenario, const Parameters& parameters,
                       const RunOptions& options) {
  const auto body = [&](os::Os& os) { scenario.body(os, parameters); };
  os::posix::RunResult result = os::posix::run(body, posix_options(options));
  RunReport report;
  for (auto& [name, value] : result.observations) report.outcome[name] = std::move(value);
  report.findings = findings_of(result.ended);
  report.timed_out = result.timed_out;
  report.interrupted = result.interrupted;
  report.still_running = std::move(result.still_running);
  report.seconds = result.seconds;
  if (options.trace_wanted) report.recorded = recorded_run(result.recorded, result.not_recorded);
  return report;
}

}  // namespace ravel
