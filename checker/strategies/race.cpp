#include "checker/strategies/race.h"

namespace ravel {
namespace {

using sim::Operation;
using sim::OperationKind;

// An operation that leaves its object as it is; two of them do not race.
bool only_looks(const Operation& operation) {
  switch (operation.kind) {
    case OperationKind::Load:
    case OperationKind::AtomicLoad:
    case OperationKind::SemaphoreValue:
    case OperationKind::ReadFile:
    // Closing may let go of the file's lock, which is noticed by taking it: that is a change.
    case OperationKind::CloseFile:
      return true;
    case OperationKind::OpenFile:
      return operation.mode == os::FileMode::Read;
    default:
      return false;
  }
}

bool is_on_an_object(const Operation& operation) {
  switch (operation.kind) {
    case OperationKind::Spawn:
    case OperationKind::Wait:
    case OperationKind::WaitAll:
    case OperationKind::Kill:
    case OperationKind::Exit:
    case OperationKind::Choose:
    case OperationKind::Sleep:
      return false;
    default:
      return true;
  }
}

bool is_on(const Operation& operation, std::uint32_t object) {
  return operation.object == object ||
         (operation.kind == OperationKind::RenameFile && operation.offset == object);
}

bool share_an_object(const Operation& one, const Operation& other) {
  if (is_on(one, other.object))
    return !sim::is_memory_access(one.kind) ||
           (one.offset < other.offset + other.size && other.offset < one.offset + one.size);
  return other.kind == OperationKind::RenameFile && is_on(one, other.offset);
}

// A kill races with whatever its target does and with all that concerns the target's end; an end
// with who asks for it.
bool concerns_life(const Operation& one, sim::ProcessId process, const Operation& other) {
  switch (one.kind) {
    case OperationKind::Kill:
      return one.object == process ||
             (other.object == one.object &&
              (other.kind == OperationKind::Kill || other.kind == OperationKind::Wait));
    case OperationKind::Wait:
      return one.object == process && other.kind == OperationKind::Exit;
    default:
      return false;
  }
}

}  // namespace

bool race(const sim::Choices& choices, sim::ProcessId one, sim::ProcessId other) {
  const Operation& first = choices.pending(one);
  const Operation& second = choices.pending(other);
  if (is_on_an_object(first) && is_on_an_object(second))
    return share_an_object(first, second) && !(only_looks(first) && only_looks(second));
  return concerns_life(first, other, second) || concerns_life(second, one, first);
}

}  // namespace ravel
