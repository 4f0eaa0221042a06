// Executions in which somebody waits for ever.
#include <algorithm>

#include "checker/detectors/detectors.h"
#include "checker/detectors/stuck.h"
#include "checker/detectors/waits.h"

namespace ravel {
namespace {

std::string waiting(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text + (names.size() == 1 ? " waits for ever" : " wait for ever");
}

// Of a lock whose holder does nothing any more.
std::string lost_lock(const sim::Blocked& blocked, const Evidence& evidence) {
  if (blocked.operation.kind != sim::OperationKind::Acquire) return "";
  const sim::ObjectRecord& lock = evidence.trace.objects[blocked.operation.object];
  if (!is_lock(lock)) return "";
  for (const sim::ProcessId holder : holders(evidence.trace, blocked.operation.object)) {
    const sim::ProcessEnd& end = evidence.execution.processes[holder];
    const std::string& name = evidence.trace.processes[holder].name;
    if (ended_by_itself(end))
      return name + " ended without releasing " + lock.name +
             "; use a guard, `auto guard = lock.hold();`";
    if (end.ended) return name + " was killed while it held " + lock.name;
  }
  return "";
}

// What can be said of the reason, and so of what to do.
std::string advice(const Evidence& evidence) {
  std::vector<std::string> circle;
  for (const sim::Blocked& blocked : evidence.execution.blocked)
    if (in_circle_of_locks(blocked, evidence))
      circle.push_back(evidence.trace.processes[blocked.process].name);
  if (circle.size() > 1)
    return ": " + enumerated(circle) +
           " each hold a lock that the next one wants; take locks in one order everywhere";
  if (circle.size() == 1)
    return ": " + circle.front() +
           " acquires a lock that it holds; release it first, or use an "
           "RLock";
  for (const sim::Blocked& blocked : evidence.execution.blocked) {
    const std::string lost = lost_lock(blocked, evidence);
    if (!lost.empty()) return ": " + lost;
  }
  return "";
}

Finding deadlock(const Evidence& evidence) {
  const auto& [execution, trace] = evidence;
  std::vector<std::string> ended;
  for (std::size_t id = 0; id < execution.processes.size(); ++id)
    if (ended_by_itself(execution.processes[id])) ended.push_back(trace.processes[id].name);
  Finding finding;
  add_waits(finding, evidence);
  if (ended.empty()) {
    finding.kind = FindingKind::Deadlock;
    finding.message = "nobody can go on: " + waiting(finding.processes);
  } else {
    finding.kind = FindingKind::PartialDeadlock;
    finding.message = waiting(finding.processes) + ", while " + enumerated(ended) +
                      (ended.size() == 1 ? " has ended" : " have ended");
  }
  finding.message += advice(evidence);
  return finding;
}

}  // namespace

void find_deadlock(const Evidence& evidence, std::vector<Finding>& findings) {
  if (evidence.execution.ending != sim::Ending::Deadlock) return;
  std::optional<Finding> finding = lost_wakeup(evidence);
  if (!finding) finding = unclosed_end(evidence);
  if (!finding) finding = deadlock(evidence);
  const std::size_t steps = evidence.trace.steps.size();
  finding->step = steps == 0 ? 0 : steps - 1;
  findings.push_back(std::move(*finding));
}

}  // namespace ravel
