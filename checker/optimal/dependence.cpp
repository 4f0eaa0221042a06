#include "checker/optimal/dependence.h"

#include "checker/optimal/stream_dependence.h"

namespace ravel::optimal {
namespace {

bool conflict(const Use& one, const Use& other) noexcept {
  return (one.mask & other.mask) != 0 && (one.role == Role::Write || other.role == Role::Write);
}

bool is_bounded(const CellKind& kind) noexcept {
  return kind.maximum < kUnbounded;
}

}  // namespace

void apply(const Use& use, Permits& permits) noexcept {
  permits.acquired += use.role == Role::Acquire;
  permits.released += use.role == Role::Release;
  permits.acquired += use.role == Role::Get ? use.amount : 0;
  permits.released += use.role == Role::Put ? use.amount : 0;
  permits.loose |= use.loose && use.role == Role::Release;
}

bool available(const Permits& permits, const CellKind& kind) noexcept {
  return kind.initial + permits.released > permits.acquired;
}

bool ordered(const Access& earlier, const Access& later, const CellKind& kind) noexcept {
  if (kind.stream()) return ordered_in_stream(earlier, later, kind.maximum);
  if (!kind.semaphore()) return conflict(earlier.use, later.use);
  const Role first = earlier.use.role;
  const Role second = later.use.role;
  if (first == Role::Observe || second == Role::Observe) return first != second;
  if (later.use.loose) return true;
  const std::uint32_t c = kind.initial;
  if (c > 0) {
    if (second == Role::Acquire && later.after.acquired > c) return true;
    if (first == Role::Acquire && earlier.after.acquired > c) return true;
    return false;
  }
  if (first == second) return true;
  if (first == Role::Release) return earlier.after.released == later.after.acquired;
  // The acquire made the room that the release fills.
  return is_bounded(kind) && earlier.after.acquired + kind.maximum == later.after.released;
}

bool commute(const Use& one, const Use& other, const Permits& permits,
             const CellKind& kind) noexcept {
  if (kind.stream()) return commute_in_stream(one, other);
  if (!kind.semaphore()) return !conflict(one, other);
  if (one.role == Role::Observe || other.role == Role::Observe) return one.role == other.role;
  if (one.loose || other.loose || permits.loose) return false;
  const bool same = one.role == other.role;
  // Both are possible now, so that neither a permit nor room for one passes from one to the other.
  if (kind.initial == 0) return !same;
  if (same && one.role == Role::Release) return true;
  return permits.acquired + (same ? 2 : 1) <= kind.initial;
}

}  // namespace ravel::optimal
