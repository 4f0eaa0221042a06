// What a step does to the cells: the part of Cells that knows every kind of operation.
#include <cerrno>

#include "checker/optimal/cells.h"
#include "sim/trace.h"

namespace ravel::optimal {

using sim::OperationKind;
using sim::Outcome;

void Cells::use(Action& action, const Use& one) {
  if (!action.uses_something) {
    action.uses_something = true;
    action.use = one;
    return;
  }
  std::vector<Use> uses = lists_[action.more];
  uses.push_back(one);
  action.more = number_of(uses);
}

void Cells::use(Action& action, Cell cell, Role role, std::uint8_t mask) {
  Use one;
  one.cell = cell;
  one.role = role;
  one.mask = mask;
  use(action, one);
}

Action Cells::action_of(std::size_t number) {
  const sim::Step& step = execution_->steps[number];
  Action action = action_of(step);
  if (step.kind == OperationKind::Spawn && !execution_->inherited.empty())
    add_inheritance(action, number);
  return action;
}

Action Cells::action_of(const sim::Step& step) {
  Action action;
  action.process = step.process;
  action.kind = step.kind;
  action.outcome = step.outcome;
  action.blocks = blocks(step);
  action.stops = step.kind == OperationKind::Stop ||
                 (step.kind == OperationKind::Exit && owner_of(step.process) == step.object);
  action.spins = step.spins;
  if (sim::names_process(step.kind)) action.other = static_cast<std::uint8_t>(step.object);
  action.ends = step.kind == OperationKind::Exit;
  action.threads_only = step.kind == OperationKind::WaitAll && step.value == sim::kThreadsOnly;
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
  step.changed = true;
  step.bare = operation.bare;
  const bool says_what =
      operation.kind == OperationKind::CloseStream || operation.kind == OperationKind::WaitAll;
  step.value = says_what ? operation.value : 1;
  return action_of(step);
}

bool Cells::blocks(const sim::Step& step) const noexcept {
  if (step.outcome != Outcome::Done) return false;
  switch (step.kind) {
    case OperationKind::WaitAll:
    case OperationKind::WriteStream:
      return true;
    case OperationKind::Acquire:
    case OperationKind::LockFile:
    case OperationKind::Wait:
    case OperationKind::Accept:
    case OperationKind::ReadStream:
    case OperationKind::Poll:
    case OperationKind::Evaluate:
      return !step.timed || (step.waited && timed_ones_block());
    default:
      return false;
  }
}

// The rules of memory, semaphores and processes; the others are rarer.
void Cells::add_uses(Action& action, const sim::Step& step) {
  if (sim::is_memory_access(step.kind)) {
    const bool reads = step.kind == OperationKind::Load || step.kind == OperationKind::AtomicLoad;
    Use one;
    one.cell = cells_[step.object] + step.offset / 8;
    one.role = reads ? Role::Read : Role::Write;
    one.mask = static_cast<std::uint8_t>(((1u << step.size) - 1) << (step.offset % 8));
    one.changing = step.changed;
    return use(action, one);
  }
  const bool timed_out = step.outcome == Outcome::TimedOut;
  // Who may give up at any time has seen nothing of what it waited for.
  if (timed_out && options_.timeouts == sim::Timeouts::Anytime && step.waited) return;
  switch (step.kind) {
    case OperationKind::Fate:
    case OperationKind::Fault:
      // As if each took a permit that nobody gives back.
      if (step.outcome != Outcome::Done) use(action, budget(step.kind), Role::Acquire);
      return;
    case OperationKind::Acquire:
      return use(action, cells_[step.object], timed_out ? Role::Observe : Role::Acquire);
    case OperationKind::Release:
      return use(action, cells_[step.object], step.value ? Role::Release : Role::Observe);
    case OperationKind::SemaphoreValue:
      return use(action, cells_[step.object], Role::Observe);
    case OperationKind::Wait:
      return use(action, lives_ + step.object, Role::Read);
    case OperationKind::Exit:
      return use(action, lives_ + step.object, Role::Write);
    case OperationKind::Poll:
    case OperationKind::Evaluate:
      return add_looks(action, step);
    default:
      return step.kind < OperationKind::ReadStream ? add_file_uses(action, step)
                                                   : add_stream_uses(action, step);
  }
}

void Cells::add_looks(Action& action, const sim::Step& step) {
  const bool tries = step.timed && !step.waited;
  action.awaits = step.kind == OperationKind::Evaluate && step.value == 0 &&
                  step.outcome == Outcome::Done && !tries;
  for (std::uint32_t i = 0; i < step.offset; ++i) {
    const sim::Look& look = execution_->looks[step.object + i];
    switch (look.kind) {
      case sim::LookKind::Memory:
        use(action, cells_[look.object] + look.offset / 8, Role::Read,
            static_cast<std::uint8_t>(((1u << look.size) - 1) << (look.offset % 8)));
        break;
      case sim::LookKind::Stream:
        use(action, of_stream(step, look.object, Role::Observe));
        break;
      case sim::LookKind::Address:
        use(action, cells_[look.object] + 1, Role::Observe);
        break;
      case sim::LookKind::Process:
        use(action, lives_ + look.object, Role::Read);
        break;
    }
  }
}

void Cells::add_file_uses(Action& action, const sim::Step& step) {
  const bool timed_out = step.outcome == Outcome::TimedOut;
  switch (step.kind) {
    case OperationKind::OpenFile:
      action.mode = static_cast<os::FileMode>(step.offset);
      use(action, cells_[step.object], Role::Read);
      find(action, step.error == 0 && !(step.content & sim::kCreated) ? content(step.content) : 0);
      if (step.content & sim::kCreated) action.content = content(step.content & ~sim::kCreated);
      return;
    case OperationKind::RenameFile:
      if (step.content != 0) action.content = content(step.content);
      use(action, cells_[step.object], Role::Write);
      return use(action, cells_[step.offset], Role::Write);
    case OperationKind::RemoveFile:
      if (step.content != 0) action.content = content(step.content);
      return use(action, cells_[step.object], Role::Write);
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

Use Cells::of_stream(const sim::Step& step, std::uint32_t object, Role role) const {
  Use one;
  one.cell = cells_[object];
  one.role = role;
  one.owner = owner_of(step.process);
  return one;
}

void Cells::add_stream_uses(Action& action, const sim::Step& step) {
  const auto transfer = [&](Role role) {
    Use one = of_stream(step, step.object, role);
    one.amount = static_cast<std::uint32_t>(step.value);
    one.wanted = step.offset;
    one.bare = step.bare;
    use(action, one);
  };
  switch (step.kind) {
    case OperationKind::ReadStream:
      if (step.outcome == Outcome::TimedOut) return transfer(Role::Observe);
      if (step.error != 0) return transfer(Role::Closed);
      return transfer(step.value == 0 ? Role::End : Role::Get);
    case OperationKind::WriteStream:
      if (step.error == EPIPE) return transfer(Role::Broken);
      return transfer(step.error != 0 ? Role::Closed : Role::Put);
    case OperationKind::CloseStream: {
      if (step.value == 0) return use(action, cells_[step.object], Role::Write);
      const bool duplex = step.value == (sim::kReadSide | sim::kWriteSide);
      const auto close = [&](std::uint32_t object, std::uint64_t side) {
        Use one = of_stream(step, object, closing_of(side));
        one.mask = static_cast<std::uint8_t>(side);
        if (step.error != 0) one.role = Role::Closed;
        use(action, one);
      };
      if (step.value & sim::kWriteSide) close(step.object, sim::kWriteSide);
      if (step.value & sim::kReadSide) close(duplex ? step.offset : step.object, sim::kReadSide);
      return;
    }
    case OperationKind::Listen:
      return use(action, cells_[step.object], step.error == 0 ? Role::Write : Role::Read);
    case OperationKind::Connect:
      use(action, cells_[step.object], Role::Read);
      if (step.error == 0) use(action, cells_[step.object] + 1, Role::Release);
      return;
    case OperationKind::Accept:
      return use(
          action, cells_[step.object] + 1,
          step.outcome == Outcome::TimedOut || step.error != 0 ? Role::Observe : Role::Acquire);
    default:
      return;
  }
}

void Cells::add_inheritance(Action& action, std::size_t number) {
  for (const sim::Inheritance& inherited : execution_->inherited) {
    if (inherited.step != number) continue;
    Use one = of_stream(execution_->steps[number], inherited.object, Role::Inherit);
    one.mask = static_cast<std::uint8_t>(inherited.side);
    use(action, one);
  }
}

void Cells::expect_connection(Action& action) {
  if (action.more == 0) use(action, action.use.cell + 1, Role::Release);
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
