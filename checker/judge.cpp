#include "checker/judge.h"

#include <algorithm>

#include "checker/schedule.h"

namespace ravel {
namespace {

using sim::OperationKind;
using sim::ProcessId;

std::string location(os::Where where) {
  return where.line == 0 ? "" : std::string(where.file) + ":" + std::to_string(where.line);
}

// The last step of `process`, or the last of all if it has none.
std::size_t last_step(const sim::Trace& trace, ProcessId process) {
  for (std::size_t i = trace.steps.size(); i-- > 0;)
    if (trace.steps[i].process == process) return i;
  return trace.steps.empty() ? 0 : trace.steps.size() - 1;
}

// Where `process` last did something that has a place in the source.
void add_location(Finding& finding, const sim::Trace& trace, ProcessId process) {
  for (std::size_t i = trace.steps.size(); i-- > 0;) {
    const std::string text = location(trace.steps[i].where);
    if (trace.steps[i].process != process || text.empty()) continue;
    finding.locations.push_back(text);
    return;
  }
}

Finding concerning(FindingKind kind, std::string message, const sim::Trace& trace,
                   ProcessId process) {
  Finding finding;
  finding.kind = kind;
  finding.message = std::move(message);
  finding.processes = {trace.processes[process].name};
  finding.step = last_step(trace, process);
  add_location(finding, trace, process);
  return finding;
}

Finding uncaught(const sim::UncaughtException& exception, const sim::Trace& trace) {
  const std::string& who = trace.processes[exception.process].name;
  const std::string what =
      exception.message.empty() ? exception.type : exception.type + ": " + exception.message;
  if (exception.assertion) {
    Finding finding = concerning(FindingKind::Assertion, who + ": " + exception.message, trace,
                                 exception.process);
    if (!exception.place.empty()) finding.locations = {exception.place};
    return finding;
  }
  return concerning(FindingKind::Exception, who + " was ended by " + what, trace,
                    exception.process);
}

bool ended_badly(const sim::ProcessEnd& end) {
  return end.ended && !end.killed && end.exit_code != 0;
}

// Who has taken a permit of `semaphore` and not given it back, by the trace. A release pays for the
// releasing process's own acquire first, else for the oldest one: locks are not owned.
std::string holders(const sim::Trace& trace, std::uint32_t semaphore) {
  std::vector<ProcessId> holding;
  for (const sim::Step& step : trace.steps) {
    if (step.object != semaphore || step.error != 0 || step.value == 0) continue;
    if (step.kind == OperationKind::Acquire) holding.push_back(step.process);
    if (step.kind != OperationKind::Release || holding.empty()) continue;
    const auto own = std::find(holding.begin(), holding.end(), step.process);
    holding.erase(own == holding.end() ? holding.begin() : own);
  }
  std::string names;
  for (const ProcessId process : holding) {
    const bool ended =
        std::any_of(trace.steps.begin(), trace.steps.end(), [process](const sim::Step& step) {
          return step.process == process && step.kind == OperationKind::Exit;
        });
    names += (names.empty() ? "" : ", ") + trace.processes[process].name +
             (ended ? " (which has ended)" : "");
  }
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

WaitsFor waits_for(const sim::Blocked& blocked, const sim::Trace& trace) {
  const std::string& who = trace.processes[blocked.process].name;
  switch (blocked.operation.kind) {
    case OperationKind::Wait:
      return {who, "the end of " + trace.processes[blocked.operation.object].name, ""};
    case OperationKind::WaitAll:
      return {who, "the end of its threads and children", ""};
    case OperationKind::Acquire:
      return {who, trace.objects[blocked.operation.object].name,
              holders(trace, blocked.operation.object)};
    default:
      return {who, wanted(blocked.operation, trace), openers(blocked, trace)};
  }
}

Finding deadlock(const sim::Execution& execution, const sim::Trace& trace) {
  Finding finding;
  finding.kind = FindingKind::Deadlock;
  finding.step = trace.steps.empty() ? 0 : trace.steps.size() - 1;
  std::string names;
  for (const sim::Blocked& blocked : execution.blocked) {
    finding.processes.push_back(trace.processes[blocked.process].name);
    names += (names.empty() ? "" : ", ") + finding.processes.back();
    finding.waits.push_back(waits_for(blocked, trace));
    const std::string text = location(blocked.operation.where);
    if (!text.empty()) finding.locations.push_back(text);
  }
  finding.message = "nobody can go on: " + names +
                    (execution.blocked.size() == 1 ? " waits" : " wait") + " for ever";
  return finding;
}

}  // namespace

bool has_outcome(const sim::Execution& execution) {
  return execution.ending == sim::Ending::Finished && execution.processes.front().exit_code == 0;
}

bool suspicious(const sim::Execution& execution) {
  return execution.ending == sim::Ending::Deadlock || !execution.exceptions.empty() ||
         std::any_of(execution.processes.begin(), execution.processes.end(), ended_badly);
}

std::vector<Finding> judge(const sim::Execution& execution, const sim::Trace& trace) {
  std::vector<Finding> findings;
  std::vector<bool> explained(execution.processes.size(), false);
  for (const sim::UncaughtException& exception : execution.exceptions) {
    findings.push_back(uncaught(exception, trace));
    explained[exception.process] = true;
  }
  for (std::size_t id = 0; id < execution.processes.size(); ++id) {
    if (explained[id] || !ended_badly(execution.processes[id])) continue;
    const auto process = static_cast<ProcessId>(id);
    findings.push_back(concerning(FindingKind::ExitStatus,
                                  trace.processes[id].name + " ended with exit code " +
                                      std::to_string(execution.processes[id].exit_code),
                                  trace, process));
  }
  if (execution.ending == sim::Ending::Deadlock) findings.push_back(deadlock(execution, trace));
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
