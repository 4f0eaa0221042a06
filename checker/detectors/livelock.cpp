// Processes that look again and again at what nobody is left to change.
#include <algorithm>

#include "checker/detectors/detectors.h"
#include "checker/detectors/waits.h"

namespace ravel {
namespace {

// What the last iteration of `process` looked at, each word once, in the order of looking.
std::string looked_at(const sim::Trace& trace, sim::ProcessId process) {
  std::vector<std::string> names;
  std::uint32_t left = 0;
  for (std::size_t i = trace.steps.size(); i-- > 0;) {
    const sim::Step& step = trace.steps[i];
    if (step.process != process || sim::is_draw(step.kind)) continue;
    if (names.empty()) left = std::max<std::uint32_t>(step.spins, 1);
    if (left-- == 0) break;
    const std::string& object = trace.objects.at(step.object).name;
    std::string name = step.offset == 0 ? object : object + "[" + std::to_string(step.offset) + "]";
    if (std::find(names.begin(), names.end(), name) == names.end())
      names.insert(names.begin(), std::move(name));
  }
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

void find_livelock(const Evidence& evidence, std::vector<Finding>& findings) {
  const sim::Execution& execution = evidence.execution;
  const sim::Trace& trace = evidence.trace;
  if (execution.ending != sim::Ending::Livelock) return;
  Finding finding;
  finding.kind = FindingKind::Livelock;
  finding.step = trace.steps.empty() ? 0 : trace.steps.size() - 1;
  for (const sim::Blocked& blocked : execution.blocked) {
    const std::string& who = trace.processes[blocked.process].name;
    if (!sim::is_memory_access(blocked.operation.kind)) {
      finding.waits.push_back(waits_for(blocked, evidence));
      continue;
    }
    finding.processes.push_back(who);
    add_location(finding, blocked.operation.where);
    finding.waits.push_back({who, "a change of " + looked_at(trace, blocked.process), ""});
  }
  finding.message =
      enumerated(finding.processes) + (finding.processes.size() == 1 ? " looks" : " look") +
      " again and again for a change that nobody is left to make: wait on a semaphore, "
      "a condition or an event instead, and see that somebody changes what is awaited";
  findings.push_back(std::move(finding));
}

}  // namespace ravel
