// The part of the loop that draws, before an operation is announced, whether its process is killed
// there, and whether the call fails.
#include "sim/mischief.h"

#include <cerrno>
#include <utility>

#include "sim/slot.h"

namespace ravel::sim {
namespace {

/// How the call can fail, as Fault has it: its first alternative, and how many there are.
struct Faults {
  std::uint64_t first = kShort;
  std::uint64_t count = 0;
};

// What the contracts of os::Files and os::Streams allow: a file takes less, or nothing, of what is
// written; a stream moves less at once, but small pieces of a pipe stay whole.
Faults faults_of(const Operation& operation, bool pipe) {
  const bool divisible = operation.length > 1;
  switch (operation.kind) {
    case OperationKind::WriteFile:
      if (operation.length == 0) return {};
      return divisible ? Faults{kShort, 2} : Faults{kNoSpace, 1};
    case OperationKind::ReadStream:
    case OperationKind::WriteStream:
      return {kShort, divisible && (!pipe || operation.length > os::kAtomicBytes) ? 1u : 0u};
    default:
      return {};
  }
}

}  // namespace

// Whether `operation` can still be announced.
bool Loop::draw_before(Operation& operation) noexcept {
  if (mode_ != usual_mode() && mode_ != Mode::Spinning) return true;
  const Mode mode = std::exchange(mode_, usual_mode());
  Slot& slot = *slots_[current_];
  const bool victim = current_ != 0 && kernel_.process_of(current_) == current_;
  if (mischief_.kills() && victim && !slot.draw_fate(operation.where)) return false;
  const bool transfers = operation.kind == OperationKind::WriteFile ||
                         operation.kind == OperationKind::ReadStream ||
                         operation.kind == OperationKind::WriteStream;
  if (mischief_.faults() && transfers && !slot.draw_fault(operation)) return false;
  mode_ = mode;
  return true;
}

// The outcome of a draw that offers so many alternatives besides 0.
std::uint64_t Loop::Slot::draw(Operation& operation, std::uint64_t alternatives) noexcept {
  operation.value = alternatives + 1;
  operation.offset = static_cast<std::uint32_t>(operation.value);
  if (!loop->announce(operation)) loop->leave();
  return loop->reaping() ? 0 : operation.value;
}

// A process draws for all its threads: between two of its own steps they can be anywhere.
bool Loop::Slot::draw_fate(os::Where where) noexcept {
  Operation fate;
  fate.kind = OperationKind::Fate;
  fate.where = where;
  if (draw(fate, 1) == 0) return !loop->reaping();
  kill_itself(where);
  loop->leave();
  return false;
}

bool Loop::Slot::draw_fault(Operation& operation) noexcept {
  const sim::Streams::Sides* end =
      operation.kind == OperationKind::WriteFile
          ? nullptr
          : loop->kernel_.streams().find(loop->kernel_.process_of(process), operation.end);
  const bool pipe =
      end != nullptr && (end->reads == Streams::kNone || end->writes == Streams::kNone);
  const Faults faults = faults_of(operation, pipe);
  if (faults.count == 0) return true;
  Operation fault;
  fault.kind = OperationKind::Fault;
  fault.object = static_cast<std::uint32_t>(faults.first);
  fault.where = operation.where;
  const std::uint64_t drawn = draw(fault, faults.count);
  if (loop->reaping()) return false;
  if (drawn == 0) return true;
  if (faults.first + drawn - 1 == kNoSpace) {
    operation.error = ENOSPC;
    return false;
  }
  operation.length /= 2;
  if (operation.kind != OperationKind::WriteFile)
    operation.offset = static_cast<std::uint32_t>(operation.length);
  return true;
}

// Its next step is its last one of its own; how it ends is as for anybody who is killed.
void Loop::Slot::kill_itself(os::Where where) noexcept {
  killed = stopped = true;
  death = {};
  death.kind = OperationKind::Kill;
  death.object = process;
  death.value = static_cast<std::uint64_t>(os::Signal::Kill);
  death.where = where;
  loop->pending_[process] = &death;
  loop->ready_.add(process);
}

}  // namespace ravel::sim
