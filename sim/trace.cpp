// How operations and steps read in a report.
#include "sim/trace.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "sim/loop.h"
#include "sim/slot.h"

namespace ravel::sim {

std::string_view name(OperationKind kind) {
  static constexpr std::array<std::string_view, 36> kNames = {
      "spawn",       "wait",         "wait-all",        "kill",         "exit",
      "acquire",     "release",      "semaphore-value", "load",         "store",
      "atomic-load", "atomic-store", "exchange",        "fetch-add",    "compare-exchange",
      "open",        "read",         "write",           "close",        "rename",
      "remove",      "lock-file",    "unlock-file",     "choose",       "sleep",
      "read-stream", "write-stream", "close-stream",    "listen",       "accept",
      "connect",     "poll",         "wait-until",      "stop-threads", "fate",
      "fault"};
  return kNames.at(static_cast<std::size_t>(kind));
}

bool Step::operator==(const Step& other) const {
  return process == other.process && kind == other.kind && outcome == other.outcome &&
         choice == other.choice && object == other.object && error == other.error &&
         offset == other.offset && value == other.value && enabled == other.enabled &&
         where.line == other.where.line && std::string_view(where.file) == other.where.file;
}

namespace {

std::string word_text(const Trace& trace, std::uint32_t memory, std::uint32_t offset) {
  const std::string at = offset == 0 ? "" : "[" + std::to_string(offset) + "]";
  return trace.objects.at(memory).name + at;
}

// Each of them once, in the order of looking.
std::string looks_text(const Trace& trace, const Step& step) {
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < step.offset; ++i) {
    const Look& look = trace.looks.at(step.object + i);
    std::string name = look.kind == LookKind::Process ? trace.processes.at(look.object).name
                                                      : word_text(trace, look.object, look.offset);
    if (std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(std::move(name));
  }
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::string object_text(const Trace& trace, const Step& step) {
  if (is_memory_access(step.kind)) return word_text(trace, step.object, step.offset);
  switch (step.kind) {
    case OperationKind::Spawn:
    case OperationKind::Wait:
    case OperationKind::Kill:
      return trace.processes.at(step.object).name;
    case OperationKind::WaitAll:
      return step.value == kThreadsOnly ? "threads" : "children";
    case OperationKind::Poll:
    case OperationKind::Evaluate:
      return looks_text(trace, step);
    case OperationKind::Exit:
    case OperationKind::Choose:
    case OperationKind::Sleep:
    case OperationKind::Stop:
    case OperationKind::Fate:
    case OperationKind::Fault:
      return "";
    case OperationKind::RenameFile:
      return trace.objects.at(step.object).name + " to " + trace.objects.at(step.offset).name;
    default:
      return trace.objects.at(step.object).name;
  }
}

std::string mode_text(const Step& step) {
  if (step.kind == OperationKind::CloseStream && step.value == kReadSide) return " (read end)";
  if (step.kind == OperationKind::CloseStream && step.value == kWriteSide) return " (write end)";
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
    case EPIPE:
      return "EPIPE";
    case EADDRINUSE:
      return "EADDRINUSE";
    case ECONNREFUSED:
      return "ECONNREFUSED";
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
    case OperationKind::ReadStream:
      if (step.value == 0) return "end of stream";
      [[fallthrough]];
    case OperationKind::WriteStream:
      if (step.value < step.offset) number += " of " + std::to_string(step.offset);
      return number + " bytes";
    case OperationKind::Poll:
      return number + " ready";
    case OperationKind::Evaluate:
      return step.value ? "holds" : "does not hold";
    case OperationKind::Release:
      return step.value ? "" : "at its maximum";
    case OperationKind::Wait:
      return "exit code " + std::to_string(static_cast<std::int32_t>(step.value));
    case OperationKind::Fate:
      return step.value == 0 ? "goes on" : "is killed";
    case OperationKind::Fault:
      if (step.value == 0) return "none";
      return step.object + step.value - 1 == kShort ? "short" : "no space";
    case OperationKind::Exit:
    case OperationKind::SemaphoreValue:
    case OperationKind::Choose:
      return number;
    default:
      return "";
  }
}

namespace {

std::string given_name(const Kernel& kernel, const Object& object, const std::string& creator) {
  if (object.kind == ObjectKind::File || object.kind == ObjectKind::Address)
    return "'" + kernel.name_of(object) + "'";
  if (object.kind == ObjectKind::Memory && (object.number & kNameBit) != 0)
    return "name '" + kernel.name_of(object) + "'";
  std::string_view kind = "semaphore";
  if (object.kind == ObjectKind::Memory) kind = "memory";
  if (object.kind == ObjectKind::Stream) kind = "stream";
  std::string name = std::string(kind) + " #" + std::to_string(object.number);
  return object.creator == 0 ? name : name + " of " + creator;
}

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
    if (names_process(step.kind)) step.object = number[step.object];
  }

  std::vector<ProcessId> identities{0};
  std::array<ProcessId, kProcessesMax> number{};
};

}  // namespace

// The last label counts.
std::string Loop::name_of_object(std::uint32_t object) const {
  const auto& labels = notes_.labels();
  for (std::size_t i = labels.size(); i-- > 0;)
    if (labels[i].first == object) return labels[i].second;
  const Object& known = kernel_.objects()[object];
  return given_name(kernel_, known, name_of(known.creator));
}

Trace Loop::trace() const {
  const Numbering numbering(execution_.steps);
  Trace trace;
  for (const ProcessId process : numbering.identities) {
    const ProcessState& state = kernel_.processes()[process];
    trace.processes.push_back({name_of(process), kernel_.path_of(process),
                               numbering.number[state.parent],
                               state.process == process ? 0 : state.number, state.daemon});
  }
  for (std::uint32_t i = 0; i < kernel_.objects().size(); ++i) {
    const Object& object = kernel_.objects()[i];
    trace.objects.push_back({object.kind, name_of_object(i), object.initial, object.limit});
  }
  trace.steps = execution_.steps;
  for (Step& step : trace.steps) numbering.apply(step);
  trace.looks = execution_.looks;
  for (Look& look : trace.looks)
    if (look.kind == LookKind::Process) look.object = numbering.number[look.object];
  return trace;
}

}  // namespace ravel::sim
