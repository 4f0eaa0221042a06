// What the shared things are like when only some of the steps of an execution have been taken: so
// much of it as decides whether an operation has to wait.
#pragma once

#include <algorithm>

#include "checker/optimal/spinning.h"

namespace ravel::optimal {

/// `is_there(step)` tells whether a step has been taken; whatever happens before one that has been
/// must be there, too.
template <class IsThere>
class Situation {
 public:
  Situation(const History& history, const IsThere& is_there)
      : history_(history), is_there_(is_there) {}

  /// Whether `action` could be performed without waiting (and not give up) behind these steps.
  /// `own_previous` is the step before it of its process, or kNone.
  bool possible(const Action& action, std::uint32_t own_previous) const {
    using sim::OperationKind;
    if (sim::is_memory_access(action.kind)) {
      const std::uint32_t spin = spin_before(history_, own_previous);
      return spin == kNone || changed_since_iteration(spin);
    }
    switch (action.kind) {
      case OperationKind::Wait:
        return ended(action.other);
      case OperationKind::WaitAll:
        return all_ended(action);
      case OperationKind::WriteStream: {
        const Permits bytes = permits(action.use.cell);
        return bytes.released - bytes.acquired < kind(action.use).maximum ||
               !open(action.use.cell, sim::kReadSide) || closed_by_itself(action);
      }
      case OperationKind::Evaluate:
        return !history_.awaits(own_previous) || changed_since(own_previous);
      case OperationKind::Acquire:
      case OperationKind::LockFile:
      case OperationKind::Accept:
      case OperationKind::ReadStream:
      case OperationKind::Poll: {
        bool ready = !action.uses_something;  // whose lock it is already, for example
        for_each_use(action, lists(), [&](const Use& use) { ready = ready || is_ready(use); });
        return ready || (action.kind == OperationKind::ReadStream && closed_by_itself(action));
      }
      default:
        return true;
    }
  }

  Permits permits(Cell cell) const {
    Permits permits;
    for_each_access(cell, [&](const Access& access) { apply(access.use, permits); });
    return permits;
  }

  /// Whether any process has the side (kReadSide, kWriteSide) of a stream open.
  bool open(Cell stream, std::uint64_t side) const {
    const Role closing = closing_of(side);
    int count = 1;  // its creator
    for_each_access(stream, [&](const Access& access) {
      count += access.use.role == Role::Inherit && access.use.mask == side ? 1 : 0;
      count -= access.use.role == closing ? 1 : 0;
    });
    return count > 0;
  }

  /// Whether a thread of its process has closed what `action`, a transfer or closing, uses.
  bool closed_by_itself(const Action& action) const {
    using sim::OperationKind;
    const std::uint64_t side = action.kind == OperationKind::CloseStream  ? action.use.mask
                               : action.kind == OperationKind::ReadStream ? sim::kReadSide
                                                                          : sim::kWriteSide;
    const Role closing = closing_of(side);
    bool closed = false;
    for_each_access(action.use.cell, [&](const Access& access) {
      closed = closed || (access.use.role == closing && access.use.owner == action.use.owner);
    });
    return closed;
  }

  bool ended(sim::ProcessId process) const {
    const std::uint32_t end = history_.end_of(process);
    return end != kNone && is_there_(end);
  }

  /// Whether nobody is left for whom `wait` waits.
  bool all_ended(const Action& wait) const {
    for (std::size_t other = 1; other < history_.width(); ++other) {
      const auto id = static_cast<sim::ProcessId>(other);
      if (history_.is_waited_for(id, wait) && !ended(id)) return false;
    }
    return true;
  }

 private:
  const CellKind& kind(const Use& use) const { return history_.cells().kind(use.cell); }
  const UseLists& lists() const { return history_.cells().lists(); }

  template <class Visit>
  void for_each_access(Cell cell, Visit visit) const {
    for (auto at = history_.last_access(cell); at != kNone; at = history_.access(at).previous)
      if (is_there_(history_.access(at).step)) visit(history_.access(at));
  }

  bool is_ready(const Use& use) const {
    if (kind(use).semaphore()) return available(permits(use.cell), kind(use));
    if (!kind(use).stream()) return ended(history_.cells().process_of_life(use.cell));
    const Permits bytes = permits(use.cell);
    return bytes.released > bytes.acquired || !open(use.cell, sim::kWriteSide);
  }

  // Whether something that the condition of step `look` read has become another one since then.
  bool changed_since(std::uint32_t look) const {
    bool changed = false;
    for_each_use(history_[look].action, lists(),
                 [&](const Use& read) { changed = changed || changed_since(look, read); });
    return changed;
  }

  bool changed_since(std::uint32_t look, const Use& read) const {
    bool changed = false;
    for_each_access(read.cell, [&](const Access& access) {
      changed = changed ||
                (access.step > look && access.use.changing && (access.use.mask & read.mask) != 0);
    });
    return changed;
  }

  bool changed_since_iteration(std::uint32_t spin) const {
    bool changed = false;
    for_each_look(history_, spin, [&](std::uint32_t look, const Use& read) {
      changed = changed || changed_since(look, read);
    });
    return changed;
  }

  const History& history_;
  const IsThere& is_there_;
};

}  // namespace ravel::optimal
