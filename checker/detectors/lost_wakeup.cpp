// Lost wake-ups, read from the steps of conditions and events. Both are made of one word and three
// semaphores in which their sleepers sleep; the word is made just before these, and is called
// "state of ..." what they are called.
//
// A condition: who begins to wait loads and stores the word; who notifies loads it, and if somebody
// sleeps, stores it and releases the semaphores. An event: who begins to wait, sets or clears
// changes the word by a compare-exchange; only the first one then acquires a semaphore.
#include <optional>
#include <string_view>

#include "checker/detectors/stuck.h"
#include "checker/detectors/waits.h"

namespace ravel {
namespace {

using sim::OperationKind;
using sim::ProcessId;

constexpr std::uint32_t kRooms = 3;

/// A condition or an event, as the objects that it is made of.
struct Sleeping {
  std::uint32_t word = 0;
  std::string name;
  bool event = false;

  bool is_room(std::uint32_t object) const { return object > word && object <= word + kRooms; }
  bool concerns(const sim::Step& step) const {
    const bool semaphore =
        step.kind >= OperationKind::Acquire && step.kind <= OperationKind::SemaphoreValue;
    return (sim::is_memory_access(step.kind) && step.object == word) ||
           (semaphore && is_room(step.object));
  }
};

bool is_called(std::string_view name, std::string_view kind) {
  return name == kind || name.starts_with(std::string(kind) + " ");
}

std::optional<Sleeping> sleeping_in(const sim::Trace& trace, std::uint32_t room) {
  const std::string& name = trace.objects[room].name;
  const bool event = is_called(name, "event");
  if (!event && !is_called(name, "condition")) return {};
  for (std::uint32_t steps = 1; steps <= kRooms && steps <= room; ++steps)
    if (trace.objects[room - steps].name == "state of " + name)
      return Sleeping{room - steps, name, event};
  return {};
}

// The next step of the same process that concerns it.
const sim::Step* next_of(const sim::Trace& trace, const Sleeping& it, std::size_t step) {
  for (std::size_t i = step + 1; i < trace.steps.size(); ++i)
    if (trace.steps[i].process == trace.steps[step].process && it.concerns(trace.steps[i]))
      return &trace.steps[i];
  return nullptr;
}

// Whether a notification begins here, or an event is set or cleared.
bool signals(const sim::Trace& trace, const Sleeping& it, std::size_t index) {
  const sim::Step& step = trace.steps[index];
  if (!sim::is_memory_access(step.kind) || step.object != it.word) return false;
  const sim::Step* next = next_of(trace, it, index);
  if (it.event)
    return step.kind == OperationKind::CompareExchange && step.changed &&
           (next == nullptr || next->kind != OperationKind::Acquire);
  if (step.kind != OperationKind::Load) return false;
  if (next == nullptr || next->kind == OperationKind::Load) return true;
  if (next->kind == OperationKind::SemaphoreValue || next->kind == OperationKind::Acquire)
    return false;
  const sim::Step* then = next_of(trace, it, static_cast<std::size_t>(next - &trace.steps[0]));
  return then != nullptr && then->kind == OperationKind::Release;
}

// The last step by which `process` looked at something of the program's own before it began to wait
// at `begin`: what came after that, it did not know of.
std::size_t last_look(const sim::Trace& trace, const Sleeping& it, ProcessId process,
                      std::size_t begin) {
  for (std::size_t i = begin; i-- > 0;) {
    const sim::Step& step = trace.steps[i];
    const bool looks = sim::is_memory_access(step.kind) || step.kind == OperationKind::Evaluate ||
                       step.kind == OperationKind::Poll || step.kind == OperationKind::ReadFile;
    if (step.process == process && looks && !it.concerns(step)) return i + 1;
  }
  return 0;
}

// Where `process` began to wait: its last change of the word.
std::optional<std::size_t> begin_of_wait(const sim::Trace& trace, const Sleeping& it,
                                         ProcessId process) {
  for (std::size_t i = trace.steps.size(); i-- > 0;)
    if (trace.steps[i].process == process && it.concerns(trace.steps[i]) &&
        sim::is_memory_access(trace.steps[i].kind))
      return i;
  return {};
}

std::optional<std::size_t> missed_signal(const sim::Trace& trace, const Sleeping& it,
                                         ProcessId process) {
  const auto begin = begin_of_wait(trace, it, process);
  if (!begin) return {};
  for (std::size_t i = *begin; i-- > last_look(trace, it, process, *begin);)
    if (trace.steps[i].process != process && signals(trace, it, i)) return i;
  return {};
}

Finding missed(const Evidence& evidence, const sim::Blocked& blocked, const Sleeping& it,
               const sim::Step& signal) {
  const std::string& who = evidence.trace.processes[blocked.process].name;
  const std::string& waker = evidence.trace.processes[signal.process].name;
  Finding finding;
  finding.kind = FindingKind::LostWakeup;
  finding.processes = {who, waker};
  finding.message =
      it.event ? who + " waits for ever for " + it.name + ": " + waker +
                     " set or cleared it before that, and nobody sets it again; leave it set "
                     "until everybody has seen it"
               : who + " waits for ever for " + it.name + ": " + waker +
                     " notified it before that, and a notification is not remembered; write down "
                     "what has happened, and look at it under the lock before each wait "
                     "(wait_for does)";
  add_location(finding, blocked.operation.where);
  add_location(finding, signal.where);
  for (const sim::Blocked& each : evidence.execution.blocked)
    finding.waits.push_back(waits_for(each, evidence));
  return finding;
}

}  // namespace

std::optional<Finding> lost_wakeup(const Evidence& evidence) {
  for (const sim::Blocked& blocked : evidence.execution.blocked) {
    if (blocked.operation.kind != OperationKind::Acquire) continue;
    const auto it = sleeping_in(evidence.trace, blocked.operation.object);
    if (!it) continue;
    const auto signal = missed_signal(evidence.trace, *it, blocked.process);
    if (signal) return missed(evidence, blocked, *it, evidence.trace.steps[*signal]);
  }
  return {};
}

}  // namespace ravel
