#include "checker/optimal/stream_dependence.h"

namespace ravel::optimal {
namespace {

bool closes(Role role) noexcept {
  return role == Role::CloseRead || role == Role::CloseWrite;
}

bool closing_matters(const Use& closing, const Use& other) noexcept {
  // What another thread has closed cannot be used any more.
  if (closing.owner == other.owner) return true;
  if (closes(other.role)) return false;
  if (closing.role == Role::CloseWrite)
    return other.role == Role::End || other.role == Role::Observe;
  return other.role == Role::Broken || (other.role == Role::Put && other.bare);
}

// What needs no ranks: whether the order matters of any two uses but a put and a get.
bool clash(const Use& one, const Use& other) noexcept {
  if (one.role == Role::Inherit || other.role == Role::Inherit) return false;
  if (closes(one.role)) return closing_matters(one, other);
  if (closes(other.role)) return closing_matters(other, one);
  if (one.role == Role::Closed || other.role == Role::Closed) return false;
  const auto changes = [](Role role) { return role == Role::Put || role == Role::Get; };
  return changes(one.role) || changes(other.role);
}

}  // namespace

bool ordered_in_stream(const Access& earlier, const Access& later,
                       std::uint32_t capacity) noexcept {
  const Use& first = earlier.use;
  const Use& second = later.use;
  const std::uint64_t first_put = earlier.after.released;
  const std::uint64_t second_put = later.after.released;
  const std::uint64_t first_got = earlier.after.acquired;
  const std::uint64_t second_got = later.after.acquired;
  if (first.role == Role::Put && second.role == Role::Get)
    return first.partial() ||
           (second_got - second.amount < first_put && first_put - first.amount < second_got);
  if (first.role == Role::Get && second.role == Role::Put)
    return first.partial() || first_got - first.amount + capacity < second_put;
  return clash(first, second);
}

bool commute_in_stream(const Use& one, const Use& other) noexcept {
  const bool moves = (one.role == Role::Put && other.role == Role::Get) ||
                     (one.role == Role::Get && other.role == Role::Put);
  if (moves) return !one.partial() && !other.partial();
  return !clash(one, other);
}

}  // namespace ravel::optimal
