#include "checker/detectors/waits.h"

#include <algorithm>

namespace ravel {
namespace {

using sim::OperationKind;
using sim::ProcessId;

std::string holder_names(const Evidence& evidence, std::uint32_t object) {
  std::string names;
  for (const ProcessId process : holders(evidence.trace, object))
    names += (names.empty() ? "" : ", ") + evidence.trace.processes[process].name +
             (evidence.execution.processes[process].ended ? " (which has ended)" : "");
  return names;
}

// Who has the other end of a stream open.
std::string openers(const sim::Blocked& blocked, const sim::Trace& trace) {
  std::string names;
  blocked.holders.for_each([&](std::size_t process) {
    names += (names.empty() ? "" : ", ") + trace.processes[process].name;
  });
  return names;
}

// A pending operation as if it were a step: what it waits for reads the same.
std::string wanted(const sim::Operation& operation, const sim::Trace& trace) {
  sim::Step step;
  step.kind = operation.kind;
  step.object = operation.object;
  step.offset = operation.offset;
  return sim::describe(trace, step);
}

bool locks_file(const sim::Step& step) {
  return step.kind == OperationKind::LockFile && step.error == 0 &&
         step.outcome == sim::Outcome::Done;
}

bool unlocks_file(const sim::Step& step) {
  return step.error == 0 &&
         (step.kind == OperationKind::UnlockFile || step.kind == OperationKind::CloseFile);
}

const sim::Blocked* find_blocked(const Evidence& evidence, ProcessId process) {
  const auto& blocked = evidence.execution.blocked;
  const auto found = std::ranges::find(blocked, process, &sim::Blocked::process);
  return found == blocked.end() ? nullptr : &*found;
}

}  // namespace

std::vector<ProcessId> holders(const sim::Trace& trace, std::uint32_t object) {
  std::vector<ProcessId> holding;
  for (const sim::Step& step : trace.steps) {
    if (step.object != object) continue;
    if (acquires(step) || locks_file(step)) holding.push_back(step.process);
    const bool of_file = unlocks_file(step);
    if (!of_file && !releases(step)) continue;
    const auto own = std::find(holding.begin(), holding.end(), step.process);
    if (own != holding.end())
      holding.erase(own);
    else if (!of_file && !holding.empty())
      holding.erase(holding.begin());
  }
  return holding;
}

WaitsFor waits_for(const sim::Blocked& blocked, const Evidence& evidence) {
  const sim::Trace& trace = evidence.trace;
  const std::string& who = trace.processes[blocked.process].name;
  switch (blocked.operation.kind) {
    case OperationKind::Wait:
      return {who, "the end of " + trace.processes[blocked.operation.object].name, ""};
    case OperationKind::WaitAll:
      return {who, "the end of its threads and children", ""};
    case OperationKind::Acquire:
      return {who, trace.objects[blocked.operation.object].name,
              holder_names(evidence, blocked.operation.object)};
    case OperationKind::LockFile:
      return {who, "the lock of " + trace.objects[blocked.operation.object].name,
              holder_names(evidence, blocked.operation.object)};
    default:
      return {who, wanted(blocked.operation, trace), openers(blocked, trace)};
  }
}

void add_waits(Finding& finding, const Evidence& evidence) {
  for (const sim::Blocked& blocked : evidence.execution.blocked) {
    finding.processes.push_back(evidence.trace.processes[blocked.process].name);
    finding.waits.push_back(waits_for(blocked, evidence));
    add_location(finding, blocked.operation.where);
  }
}

bool in_circle_of_locks(const sim::Blocked& blocked, const Evidence& evidence) {
  const sim::Blocked* at = &blocked;
  for (std::size_t i = 0; i < evidence.execution.blocked.size(); ++i) {
    const sim::Operation& operation = at->operation;
    if (operation.kind != OperationKind::Acquire) return false;
    if (!is_lock(evidence.trace.objects[operation.object])) return false;
    const auto holding = holders(evidence.trace, operation.object);
    if (holding.size() != 1) return false;
    at = find_blocked(evidence, holding.front());
    if (at == nullptr) return false;
    if (at == &blocked) return true;
  }
  return false;
}

}  // namespace ravel
