#include "checker/schedule.h"

namespace ravel {

using sim::OperationKind;

bool names_object(OperationKind kind) noexcept {
  switch (kind) {
    case OperationKind::WaitAll:
    case OperationKind::Choose:
    case OperationKind::Fate:
    case OperationKind::Fault:
    case OperationKind::Sleep:
    case OperationKind::Poll:
    case OperationKind::Evaluate:
    case OperationKind::Stop:
      return false;
    default:
      return !sim::names_process(kind);
  }
}

std::string place_text(const std::string& object, OperationKind kind, std::uint32_t offset) {
  if (!sim::is_memory_access(kind) || offset == 0) return object;
  return object + "[" + std::to_string(offset) + "]";
}

Schedule schedule_of(const sim::Trace& trace) {
  Schedule schedule;
  for (const sim::Step& step : trace.steps) {
    if (!step.decided) continue;
    std::string object;
    if (sim::names_process(step.kind))
      object = trace.processes.at(step.object).path;
    else if (names_object(step.kind))
      object = place_text(trace.objects.at(step.object).name, step.kind, step.offset);
    schedule.push_back(
        {trace.processes.at(step.process).path, step.kind, std::move(object), step.outcome});
  }
  return schedule;
}

bool drew_nothing(const sim::Step& step) noexcept {
  const bool mischief = step.kind == OperationKind::Fate || step.kind == OperationKind::Fault;
  return mischief && step.outcome == sim::Outcome::Done;
}

std::size_t context_switches(const std::vector<sim::Step>& steps) {
  std::size_t switches = 0;
  const sim::Step* before = nullptr;
  for (const sim::Step& step : steps) {
    if (drew_nothing(step)) continue;
    switches += before != nullptr && step.process != before->process;
    before = &step;
  }
  return switches;
}

}  // namespace ravel
