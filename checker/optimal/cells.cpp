#include "checker/optimal/cells.h"

#include <cerrno>

#include "sim/process_set.h"
#include "sim/trace.h"

namespace ravel::optimal {

using sim::OperationKind;
using sim::Outcome;

Cells::Cells(const sim::SimulationOptions& options)
    : options_(options), kinds_(1), lives_(add(sim::kProcessesMax)) {}

Cell Cells::add(std::size_t count, CellKind kind) {
  const auto first = static_cast<Cell>(kinds_.size());
  kinds_.resize(kinds_.size() + count, kind);
  return first;
}

void Cells::read(const std::vector<sim::Object>& objects) {
  objects_.clear();
  for (const sim::Object& object : objects) objects_.push_back(cell_of(object));
}

Cell Cells::cell_of(const sim::Object& object) {
  const bool file = object.kind == sim::ObjectKind::File;
  const bool memory = object.kind == sim::ObjectKind::Memory;
  const std::uint32_t creator = file ? 0 : object.creator;
  const std::uint32_t number = file ? object.value : object.number;
  const std::uint32_t size = memory ? object.limit : 0;
  const auto [found, is_new] = known_.try_emplace({object.kind, creator, number, size});
  if (!is_new) return found->second;
  if (memory)
    found->second = add((object.limit + 7) / 8);
  else if (file)
    found->second = add(1);
  else
    found->second = add(1, {true, object.initial, object.limit});
  return found->second;
}

Cell Cells::content(std::uint32_t identity) {
  const auto [found, is_new] = contents_.try_emplace(identity);
  if (is_new) {
    found->second = add(1);
    add(1, {true, 1, kUnbounded});
  }
  return found->second;
}

void Cells::use(Action& action, Cell cell, Role role, std::uint8_t mask) {
  const Use one{cell, role, mask, false};
  if (!action.uses_something) {
    action.uses_something = true;
    action.use = one;
    return;
  }
  std::vector<Use> uses = lists_[action.more];
  uses.push_back(one);
  action.more = lists_.number_of(uses);
}

Action Cells::action_of(const sim::Step& step) {
  Action action;
  action.process = step.process;
  action.kind = step.kind;
  action.outcome = step.outcome;
  action.blocks = blocks(step);
  if (step.decided) add_uses(action, step);
  return action;
}

Action Cells::action_of(sim::ProcessId process, const sim::Operation& operation) {
  sim::Step step;
  step.process = process;
  step.kind = operation.kind;
  step.decided = true;
  step.size = operation.size;
  step.object = operation.object;
  step.offset = operation.offset;
  step.content = operation.content;
  step.timed = operation.timed;
  step.waited = operation.timed && operation.timeout.count() > 0;
  step.value = 1;
  return action_of(step);
}

bool Cells::blocks(const sim::Step& step) const noexcept {
  if (step.outcome != Outcome::Done) return false;
  switch (step.kind) {
    case OperationKind::WaitAll:
      return true;
    case OperationKind::Acquire:
    case OperationKind::LockFile:
    case OperationKind::Wait:
      break;
    default:
      return false;
  }
  if (!step.timed) return true;
  if (!step.waited) return false;
  return options_.clock == sim::Clock::Virtual || options_.timeouts != sim::Timeouts::Unavailable;
}

// The rules of memory, semaphores and processes; those of files are rarer.
void Cells::add_uses(Action& action, const sim::Step& step) {
  if (sim::is_memory_access(step.kind)) {
    const bool reads = step.kind == OperationKind::Load || step.kind == OperationKind::AtomicLoad;
    const auto bytes = static_cast<std::uint8_t>(((1u << step.size) - 1) << (step.offset % 8));
    return use(action, objects_[step.object] + step.offset / 8, reads ? Role::Read : Role::Write,
               bytes);
  }
  const bool timed_out = step.outcome == Outcome::TimedOut;
  // Who may give up at any time has seen nothing of what it waited for.
  if (timed_out && options_.timeouts == sim::Timeouts::Anytime && step.waited) return;
  switch (step.kind) {
    case OperationKind::Acquire:
      return use(action, objects_[step.object], timed_out ? Role::Observe : Role::Acquire);
    case OperationKind::Release:
      return use(action, objects_[step.object], step.value ? Role::Release : Role::Observe);
    case OperationKind::SemaphoreValue:
      return use(action, objects_[step.object], Role::Observe);
    case OperationKind::Wait:
      action.other = static_cast<std::uint8_t>(step.object);
      return use(action, lives_ + step.object, Role::Read);
    case OperationKind::Kill:
      action.other = static_cast<std::uint8_t>(step.object);
      return;
    case OperationKind::Exit:
      action.ends = true;
      return use(action, lives_ + step.process, Role::Write);
    case OperationKind::OpenFile:
      action.mode = static_cast<os::FileMode>(step.offset);
      use(action, objects_[step.object], Role::Read);
      find(action, step.error == 0 && !(step.content & sim::kCreated) ? content(step.content) : 0);
      if (step.content & sim::kCreated) action.content = content(step.content & ~sim::kCreated);
      return;
    case OperationKind::RenameFile:
      if (step.content != 0) action.content = content(step.content);
      use(action, objects_[step.object], Role::Write);
      return use(action, objects_[step.offset], Role::Write);
    case OperationKind::RemoveFile:
      if (step.content != 0) action.content = content(step.content);
      return use(action, objects_[step.object], Role::Write);
    default:
      break;
  }
  if (step.content == 0 || step.error == EBADF) return;
  const Cell bytes = content(step.content);
  const Cell lock = bytes + 1;
  switch (step.kind) {
    case OperationKind::ReadFile:
      return use(action, bytes, Role::Read);
    case OperationKind::WriteFile:
      return use(action, bytes, Role::Write);
    case OperationKind::LockFile:
      return use(action, lock, timed_out ? Role::Observe : Role::Acquire);
    case OperationKind::UnlockFile:
    case OperationKind::CloseFile:
      if (step.value) use(action, lock, Role::Release);
      return;
    default:
      return;
  }
}

// Truncating is writing. Who is to write to a file that is not there makes it; who is to read
// fails.
void Cells::find(Action& action, Cell found) {
  action.content = found;
  action.more = 0;
  const bool creates = found == 0 && action.mode != os::FileMode::Read;
  action.use.role = creates ? Role::Write : Role::Read;
  if (found != 0 && action.mode == os::FileMode::Write) use(action, found, Role::Write);
}

}  // namespace ravel::optimal
