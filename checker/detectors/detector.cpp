#include "checker/detectors/detector.h"

#include <utility>

namespace ravel {

std::string location(os::Where where) {
  return where.line == 0 ? "" : std::string(where.file) + ":" + std::to_string(where.line);
}

void add_location(Finding& finding, os::Where where) {
  if (where.line != 0) finding.locations.push_back(location(where));
}

void add_last_location(Finding& finding, const sim::Trace& trace, sim::ProcessId process) {
  for (std::size_t i = trace.steps.size(); i-- > 0;) {
    if (trace.steps[i].process != process || trace.steps[i].where.line == 0) continue;
    add_location(finding, trace.steps[i].where);
    return;
  }
}

std::size_t last_step(const sim::Trace& trace, sim::ProcessId process) {
  for (std::size_t i = trace.steps.size(); i-- > 0;)
    if (trace.steps[i].process == process) return i;
  return trace.steps.empty() ? 0 : trace.steps.size() - 1;
}

std::string enumerated(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text;
}

Finding concerning(FindingKind kind, std::string message, const sim::Trace& trace,
                   sim::ProcessId process) {
  Finding finding;
  finding.kind = kind;
  finding.message = std::move(message);
  finding.processes = {trace.processes[process].name};
  finding.step = last_step(trace, process);
  add_last_location(finding, trace, process);
  return finding;
}

}  // namespace ravel
