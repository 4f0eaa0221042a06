// How operations and steps read in a report.
#include "sim/trace.h"

#include <array>
#include <cerrno>
#include <system_error>

#include "sim/loop.h"
#include "sim/slot.h"

namespace ravel::sim {

std::string_view name(OperationKind kind) {
  static constexpr std::array<std::string_view, 25> kNames = {
      "spawn",       "wait",         "wait-all",        "kill",      "exit",
      "acquire",     "release",      "semaphore-value", "load",      "store",
      "atomic-load", "atomic-store", "exchange",        "fetch-add", "compare-exchange",
      "open",        "read",         "write",           "close",     "rename",
      "remove",      "lock-file",    "unlock-file",     "choose",    "sleep"};
  return kNames.at(static_cast<std::size_t>(kind));
}

bool Step::operator==(const Step& other) const {
  return process == other.process && kind == other.kind && outcome == other.outcome &&
         choice == other.choice && object == other.object && error == other.error &&
         offset == other.offset && value == other.value && enabled == other.enabled &&
         where.line == other.where.line && std::string_view(where.file) == other.where.file;
}

namespace {

std::string object_text(const Trace& trace, const Step& step) {
  if (is_memory_access(step.kind)) {
    const std::string at = step.offset == 0 ? "" : "[" + std::to_string(step.offset) + "]";
    return trace.objects.at(step.object).name + at;
  }
  switch (step.kind) {
    case OperationKind::Spawn:
    case OperationKind::Wait:
    case OperationKind::Kill:
      return trace.processes.at(step.object).name;
    case OperationKind::WaitAll:
      return "children";
    case OperationKind::Exit:
    case OperationKind::Choose:
    case OperationKind::Sleep:
      return "";
    case OperationKind::RenameFile:
      return trace.objects.at(step.object).name + " to " + trace.objects.at(step.offset).name;
    default:
      return trace.objects.at(step.object).name;
  }
}

std::string mode_text(const Step& step) {
  if (step.kind != OperationKind::OpenFile) return "";
  switch (static_cast<os::FileMode>(step.offset)) {
    case os::FileMode::Read:
      return " to read";
    case os::FileMode::Write:
      return " truncating";
    default:
      return " to append";
  }
}

std::string error_text(std::int32_t error) {
  switch (error) {
    case ENOENT:
      return "ENOENT";
    case EBADF:
      return "EBADF";
    case ETIMEDOUT:
      return "timed out";
    default:
      return std::system_category().message(error);
  }
}

}  // namespace

std::string describe(const Trace& trace, const Step& step) {
  const std::string object = object_text(trace, step);
  return std::string(name(step.kind)) + (object.empty() ? "" : " " + object) + mode_text(step);
}

std::string describe_result(const Step& step) {
  if (step.error != 0) return error_text(step.error);
  std::string number = std::to_string(static_cast<std::int64_t>(step.value));
  if (is_memory_access(step.kind)) return number;
  switch (step.kind) {
    case OperationKind::ReadFile:
    case OperationKind::WriteFile:
      return number + " bytes";
    case OperationKind::Release:
      return step.value ? "" : "at its maximum";
    case OperationKind::Wait:
      return "exit code " + std::to_string(static_cast<std::int32_t>(step.value));
    case OperationKind::Exit:
    case OperationKind::SemaphoreValue:
    case OperationKind::Choose:
      return number;
    default:
      return "";
  }
}

namespace {

// Identities have gaps where an execution of an exploration lacks a process that others had; in a
// trace processes are numbered in the order of their start.
struct Numbering {
  explicit Numbering(const std::vector<Step>& steps) {
    for (const Step& step : steps)
      if (step.kind == OperationKind::Spawn) {
        number[step.object] = static_cast<ProcessId>(identities.size());
        identities.push_back(static_cast<ProcessId>(step.object));
      }
  }
  void apply(Step& step) const {
    step.process = number[step.process];
    const bool names_process = step.kind == OperationKind::Spawn ||
                               step.kind == OperationKind::Wait || step.kind == OperationKind::Kill;
    if (names_process) step.object = number[step.object];
  }

  std::vector<ProcessId> identities{0};
  std::array<ProcessId, kProcessesMax> number{};
};

}  // namespace

Trace Loop::trace() const {
  const Numbering numbering(execution_.steps);
  Trace trace;
  for (const ProcessId process : numbering.identities) {
    const ProcessId parent = kernel_.processes()[process].parent;
    trace.processes.push_back(
        {name_of(process), kernel_.path_of(process), numbering.number[parent]});
  }
  for (std::size_t i = 0; i < kernel_.objects().size(); ++i) {
    const Object& object = kernel_.objects()[i];
    const bool memory = object.kind == ObjectKind::Memory;
    std::string name = object.kind == ObjectKind::File
                           ? "'" + kernel_.file_path(static_cast<std::uint32_t>(i)) + "'"
                           : (memory ? "memory #" : "semaphore #") + std::to_string(object.number);
    if (object.kind != ObjectKind::File && object.creator != 0)
      name += " of " + name_of(object.creator);
    trace.objects.push_back({object.kind, std::move(name), object.initial, object.limit});
  }
  for (const auto& [object, name] : labels_)
    if (object < trace.objects.size()) trace.objects[object].name = name;
  trace.steps = execution_.steps;
  for (Step& step : trace.steps) numbering.apply(step);
  return trace;
}

}  // namespace ravel::sim
