#include "checker/system_state.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>

#include "checker/detectors/waits.h"
#include "sim/inspection.h"

namespace ravel {
namespace {

using sim::OperationKind;
using sim::ProcessId;

/// So many words of a memory are told.
constexpr std::size_t kWordsMost = 16;

std::string place(const os::Where& where) {
  return where.line == 0 ? "" : " at " + std::string(where.file) + ":" + std::to_string(where.line);
}

// A pending operation as if it were a step: both read the same.
std::string in_words(const sim::Operation& operation, const sim::Trace& trace) {
  sim::Step step;
  step.kind = operation.kind;
  step.object = operation.object;
  step.offset = operation.offset;
  step.value = operation.value;
  if (operation.kind == OperationKind::OpenFile)
    step.offset = static_cast<std::uint32_t>(operation.mode);
  return sim::describe(trace, step) + place(operation.where);
}

std::string joined_names(const std::vector<ProcessId>& processes, const sim::Trace& trace) {
  std::string names;
  for (const ProcessId process : processes)
    names += (names.empty() ? "" : ", ") + trace.processes[process].name;
  return names;
}

std::string blocked_by(const sim::Blocked& blocked, const sim::Trace& trace) {
  if (blocked.operation.kind == OperationKind::Acquire)
    return joined_names(holders(trace, blocked.operation.object), trace);
  std::vector<ProcessId> others;
  blocked.holders.for_each(
      [&](std::size_t process) { others.push_back(static_cast<ProcessId>(process)); });
  return joined_names(others, trace);
}

std::string end_of(const sim::ProcessEnd& end) {
  if (!end.ended) return "has not begun";
  return "has ended, exit code " + std::to_string(end.exit_code);
}

ProcessState process_state(ProcessId process, const sim::Inspection& now,
                           const sim::Execution& execution, const sim::Trace& trace) {
  ProcessState state;
  state.name = trace.processes[process].name;
  state.next = end_of(execution.processes[process]);
  for (const sim::Blocked& one : execution.blocked) {
    if (one.process != process) continue;
    state.next = in_words(one.operation, trace);
    state.blocked = !now.possible(process, one.operation);
    if (state.blocked) state.blocked_by = blocked_by(one, trace);
  }
  for (std::uint32_t object = 0; object < trace.objects.size(); ++object) {
    if (trace.objects[object].kind != sim::ObjectKind::Semaphore) continue;
    const std::vector<ProcessId> all = holders(trace, object);
    if (std::find(all.begin(), all.end(), process) != all.end())
      state.holds.push_back(trace.objects[object].name);
  }
  return state;
}

std::string counted(std::uint64_t count, const char* noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string contents(sim::ObjectKind kind, std::optional<std::uint64_t> amount) {
  switch (kind) {
    case sim::ObjectKind::Semaphore:
      return counted(*amount, "permit");
    case sim::ObjectKind::Address:
      return *amount == 0 ? "nobody listens" : "somebody listens";
    case sim::ObjectKind::File:
      if (!amount) return "no such file";
      break;
    case sim::ObjectKind::Memory:
    case sim::ObjectKind::Stream:
      break;
  }
  return counted(*amount, "byte");
}

// The words that somebody has used, in order; each as wide as its first use.
std::vector<std::pair<std::size_t, std::int64_t>> words(std::uint32_t memory,
                                                        std::span<const std::byte> bytes,
                                                        const sim::Trace& trace) {
  std::map<std::size_t, std::size_t> sizes;
  for (const sim::Step& step : trace.steps)
    if (sim::is_memory_access(step.kind) && step.object == memory)
      sizes.emplace(step.offset, step.size);
  std::vector<std::pair<std::size_t, std::int64_t>> found;
  for (const auto& [offset, size] : sizes) {
    if (found.size() == kWordsMost) break;
    std::uint64_t value = 0;
    for (std::size_t i = std::min(offset + size, bytes.size()); i-- > offset;)
      value = value << 8 | std::to_integer<std::uint64_t>(bytes[i]);
    found.emplace_back(offset, static_cast<std::int64_t>(value));
  }
  return found;
}

}  // namespace

SystemState system_state(const sim::Simulation& simulation, const sim::Execution& execution,
                         const sim::Trace& trace) {
  const sim::Inspection now(simulation);
  SystemState state;
  for (std::size_t id = 0; id < trace.processes.size(); ++id)
    state.processes.push_back(process_state(static_cast<ProcessId>(id), now, execution, trace));
  for (std::uint32_t object = 0; object < trace.objects.size(); ++object) {
    const sim::ObjectRecord& record = trace.objects[object];
    ObjectState one{record.name, contents(record.kind, now.amount_in(object)), {}};
    if (record.kind == sim::ObjectKind::Memory)
      one.words = words(object, now.bytes_of(object), trace);
    state.objects.push_back(std::move(one));
  }
  return state;
}

}  // namespace ravel
