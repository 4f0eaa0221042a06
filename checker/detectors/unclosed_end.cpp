// Readers that keep the end of what they read from coming.
#include <algorithm>

#include "checker/detectors/stuck.h"
#include "checker/detectors/waits.h"

namespace ravel {
namespace {

using sim::OperationKind;

// Whether somebody has closed the write end of `stream` in his code, and not only by ending: then
// its end is meant to tell something. (A queue has no end: nobody closes a side of it alone.)
bool end_is_meant(const sim::Trace& trace, std::uint32_t stream) {
  return std::ranges::any_of(trace.steps, [stream](const sim::Step& step) {
    return step.kind == OperationKind::CloseStream && step.object == stream &&
           step.value == sim::kWriteSide && step.where.line != 0;
  });
}

}  // namespace

std::optional<Finding> unclosed_end(const Evidence& evidence) {
  const auto& [execution, trace] = evidence;
  for (const sim::Blocked& blocked : execution.blocked) {
    if (blocked.operation.kind != OperationKind::ReadStream) continue;
    const sim::ProcessId process = execution.processes[blocked.process].process;
    const std::uint32_t stream = blocked.operation.object;
    if (blocked.holders.size() != 1 || !blocked.holders.contains(process)) continue;
    if (!end_is_meant(trace, stream)) continue;
    const std::string& who = trace.processes[blocked.process].name;
    Finding finding;
    finding.kind = FindingKind::Leak;
    finding.message = who + " waits for ever for the end of " + trace.objects[stream].name +
                      ", whose write end it has open itself, and nobody else: close it before "
                      "reading";
    add_waits(finding, evidence);
    return finding;
  }
  return {};
}

}  // namespace ravel
