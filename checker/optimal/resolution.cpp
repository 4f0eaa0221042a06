// What comes of a step that is taken elsewhere: whether it is possible there, how it ends and what
// it does.
#include <algorithm>

#include "checker/optimal/explorer.h"
#include "checker/optimal/situation.h"

namespace ravel::optimal {

using sim::OperationKind;
using sim::Outcome;

// What comes of `last` behind the collected steps; false if it is not possible there.
// `own_previous` is the step of its process before it.
bool Explorer::resolve(Action& last, bool foreign, std::uint32_t own_previous) {
  const auto is_there = [&](std::uint32_t step) { return sequence_.includes(step); };
  const Situation behind(history_, is_there);
  switch (last.kind) {
    case OperationKind::OpenFile:
      cells_.find(last, content_behind(last.use.cell));
      return true;
    case OperationKind::Release:
      resolve_release(last, foreign);
      return true;
    case OperationKind::CloseStream:
      if (!cells_.kind(last.use.cell).stream()) return true;
      last.use.role = behind.closed_by_itself(last) ? Role::Closed : closing_of(last.use.mask);
      return true;
    case OperationKind::Connect:
      cells_.expect_connection(last);
      return true;
    case OperationKind::WaitAll:
      return behind.all_ended(last);
    case OperationKind::Acquire:
    case OperationKind::LockFile:
    case OperationKind::Accept:
    case OperationKind::Wait:
    case OperationKind::Poll:
    case OperationKind::Evaluate:
    case OperationKind::ReadStream:
    case OperationKind::WriteStream:
      break;
    default:
      // What spins waits, too.
      return behind.possible(last, own_previous);
  }
  // Who may give up at any time has seen nothing, and would give up here, too.
  if (last.outcome == Outcome::TimedOut && !last.uses_something) return true;
  const bool there = behind.possible(last, own_previous);
  if (!there && last.blocks) return false;
  last.outcome = there ? Outcome::Done : Outcome::TimedOut;
  switch (last.kind) {
    case OperationKind::Acquire:
    case OperationKind::LockFile:
    case OperationKind::Accept:
      last.use.role = there ? Role::Acquire : Role::Observe;
      last.use.loose = sequence_.permits(last.use.cell).loose;
      return true;
    case OperationKind::Evaluate:
      last.unsure = cautious_ || !last.uses_something;
      return true;
    case OperationKind::ReadStream:
    case OperationKind::WriteStream:
      if (!there)
        last.use.role = Role::Observe;
      else if (behind.closed_by_itself(last))
        last.use.role = Role::Closed;
      else if (last.kind == OperationKind::ReadStream)
        resolve_read(last, sequence_.permits(last.use.cell));
      else
        resolve_write(last, sequence_.permits(last.use.cell),
                      behind.open(last.use.cell, sim::kReadSide));
      return true;
    default:
      return true;
  }
}

void Explorer::resolve_release(Action& last, bool foreign) const {
  const CellKind& kind = cells_.kind(last.use.cell);
  const Permits permits = sequence_.permits(last.use.cell);
  const bool room = kind.initial + permits.released - permits.acquired < kind.maximum;
  last.use.role = room ? Role::Release : Role::Observe;
  last.use.loose = permits.loose || (foreign && room);
}

void Explorer::resolve_read(Action& last, const Permits& bytes) const {
  const std::uint32_t held = bytes.released - bytes.acquired;
  last.use.role = held == 0 ? Role::End : Role::Get;
  last.use.amount = std::min(last.use.wanted, held);
}

void Explorer::resolve_write(Action& last, const Permits& bytes, bool open) const {
  const std::uint32_t room = cells_.kind(last.use.cell).maximum - (bytes.released - bytes.acquired);
  last.use.role = open ? Role::Put : Role::Broken;
  last.use.amount = std::min(last.use.wanted, room);
}

// What the name stands for when the sequence comes to its last step; 0: nothing.
Cell Explorer::content_behind(Cell name) const {
  for (auto at = history_.last_access(name); at != kNone; at = history_.access(at).previous) {
    const Access& access = history_.access(at);
    if (!sequence_.includes(access.step) || access.use.role != Role::Write) continue;
    const Action& action = history_[access.step].action;
    if (action.content == 0) continue;
    const bool goes = action.kind == OperationKind::RemoveFile ||
                      (action.kind == OperationKind::RenameFile && action.use.cell == name);
    return goes ? 0 : action.content;
  }
  return 0;
}

// Whether a release that did not happen would have been of something that its process does not
// hold.
bool Explorer::is_foreign(const Action& action) const {
  if (action.kind != OperationKind::Release) return false;
  const CellKind& kind = cells_.kind(action.use.cell);
  return kind.initial > 0 && kind.maximum < kUnbounded &&
         history_.held_by(action.process, action.use.cell) <= 0;
}

}  // namespace ravel::optimal
