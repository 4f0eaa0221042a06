#include "checker/judge.h"

#include <algorithm>

#include "checker/detectors/detectors.h"
#include "checker/schedule.h"

namespace ravel {
namespace {

// In the order in which they are reported.
constexpr Detector kOfTheExecution[] = {find_exceptions, find_exit_statuses, find_deadlock,
                                        find_livelock};
constexpr Detector kOfTheProgram[] = {find_races, find_unreleased_locks, find_over_releases,
                                      find_unread_data, find_unjoined_children};

bool ended_badly(const sim::ProcessEnd& end) {
  return ended_by_itself(end) && end.exit_code != 0;
}

}  // namespace

bool has_outcome(const sim::Execution& execution) {
  return execution.ending == sim::Ending::Finished && execution.processes.front().exit_code == 0;
}

bool suspicious(const sim::Execution& execution) {
  using enum sim::Ending;
  const sim::Ending ending = execution.ending;
  const bool stuck = ending != Finished && ending != StepLimit && ending != Stopped;
  return stuck || !execution.exceptions.empty() ||
         std::ranges::any_of(execution.processes, ended_badly);
}

std::vector<Finding> judge(const sim::Execution& execution, const sim::Trace& trace) {
  const Evidence evidence{execution, trace};
  std::vector<Finding> findings;
  for (const Detector find : kOfTheExecution) find(evidence, findings);
  if (findings.empty())
    for (const Detector find : kOfTheProgram) find(evidence, findings);
  for (Finding& finding : findings) measure(finding, trace);
  return findings;
}

Finding invariant_violated(const std::string& why, const sim::Trace& trace) {
  Finding finding;
  finding.kind = FindingKind::Invariant;
  finding.message = why;
  finding.step = trace.steps.empty() ? 0 : trace.steps.size() - 1;
  for (const sim::ProcessRecord& process : trace.processes)
    finding.processes.push_back(process.name);
  measure(finding, trace);
  return finding;
}

void measure(Finding& finding, const sim::Trace& trace) {
  finding.schedule_length = trace.steps.size();
  finding.context_switches = context_switches(trace.steps);
}

}  // namespace ravel
