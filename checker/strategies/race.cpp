#include "checker/strategies/race.h"

namespace ravel {
namespace {

using sim::Operation;
using sim::OperationKind;

bool is_on(const Operation& operation, std::uint32_t object) {
  return operation.object == object ||
         (operation.kind == OperationKind::RenameFile && operation.offset == object);
}

bool share_an_object(const Operation& one, const Operation& other) {
  // A file that was renamed meanwhile is still the one that was opened.
  if (one.content != 0 && one.content == other.content) return true;
  if (is_on(one, other.object))
    return !sim::is_memory_access(one.kind) ||
           (one.offset < other.offset + other.size && other.offset < one.offset + one.size);
  return other.kind == OperationKind::RenameFile && is_on(one, other.offset);
}

bool only_looks(const Operation& operation) {
  return ravel::only_looks(operation.kind, static_cast<std::uint32_t>(operation.mode));
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

bool uses_an_object(OperationKind kind) {
  switch (kind) {
    case OperationKind::Spawn:
    case OperationKind::Wait:
    case OperationKind::WaitAll:
    case OperationKind::Kill:
    case OperationKind::Exit:
    case OperationKind::Choose:
    case OperationKind::Sleep:
    case OperationKind::Fate:
    case OperationKind::Fault:
      return false;
    default:
      return true;
  }
}

bool only_looks(OperationKind kind, std::uint32_t mode) {
  switch (kind) {
    case OperationKind::Load:
    case OperationKind::AtomicLoad:
    case OperationKind::SemaphoreValue:
    case OperationKind::ReadFile:
    // Closing may let go of the file's lock, which is noticed by taking it: that is a change.
    case OperationKind::CloseFile:
      return true;
    case OperationKind::OpenFile:
      return mode == static_cast<std::uint32_t>(os::FileMode::Read);
    default:
      return false;
  }
}

bool race(const sim::Choices& choices, sim::ProcessId one, sim::ProcessId other) {
  const Operation& first = choices.pending(one);
  const Operation& second = choices.pending(other);
  if (uses_an_object(first.kind) && uses_an_object(second.kind))
    return share_an_object(first, second) && !(only_looks(first) && only_looks(second));
  return concerns_life(first, other, second) || concerns_life(second, one, first);
}

}  // namespace ravel
