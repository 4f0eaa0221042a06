#include "checker/livelock.h"

#include <algorithm>

#include "checker/judge.h"

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

std::optional<Finding> livelock(const sim::Execution& execution, const sim::Trace& trace) {
  if (execution.ending != sim::Ending::Livelock) return {};
  Finding finding;
  finding.kind = FindingKind::Livelock;
  finding.step = trace.steps.empty() ? 0 : trace.steps.size() - 1;
  std::string names;
  for (const sim::Blocked& blocked : execution.blocked) {
    const std::string& who = trace.processes[blocked.process].name;
    finding.processes.push_back(who);
    if (blocked.operation.where.line != 0)
      finding.locations.push_back(std::string(blocked.operation.where.file) + ":" +
                                  std::to_string(blocked.operation.where.line));
    if (!sim::is_memory_access(blocked.operation.kind)) continue;
    names += (names.empty() ? "" : ", ") + who;
    finding.waits.push_back({who, "a change of " + looked_at(trace, blocked.process), ""});
  }
  finding.message = "for ever in the same loop, and nobody is left to end it: " + names;
  measure(finding, trace);
  return finding;
}

}  // namespace ravel
