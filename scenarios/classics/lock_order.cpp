// Each of several processes needs two locks, and no two take them in the same way.
//
// - lock-order-inversion: wrong. Process i takes lock i, then the next one, around a circle of two
// or
//   more. When each has its first, all wait for ever. With two locks it is: one takes a, b, the
//   other one b, a. Of the 2^n ways to get n locks one is impossible and one is the deadlock.
// - lock-order-inversion-ordered: right. Everybody takes the lower one first. 2^n - 2 ways are
// left.
#include <fmt/format.h>

#include "primitives/all.h"
#include "scenarios/classics/classics.h"
#include "scenarios/team.h"

namespace ravel {
namespace {

void take_both(os::Os&, Lock first, Lock second) {
  const auto one = first.hold();
  const auto other = second.hold();
}

template <bool ordered>
void circle(os::Os& os, const Parameters& with) {
  const auto count = static_cast<std::size_t>(with["locks"]);
  std::vector<Lock> locks;
  for (std::size_t i = 0; i < count; ++i) {
    locks.emplace_back(os);
    locks.back().label(fmt::format("lock {}", i));
  }
  Team team(os);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t next = (i + 1) % count;
    if constexpr (ordered)
      team.add(take_both, locks[std::min(i, next)], locks[std::max(i, next)]);
    else
      team.add(take_both, locks[i], locks[next]);
  }
  team.run();
}

Scenario order(std::string_view name, std::string_view summary, Body body,
               std::set<FindingKind> expected) {
  return {.name = name,
          .group = "classics",
          .summary = summary,
          .parameters = {{"locks", "and processes, in a circle", 3, 3, 2, 60}},
          .body = body,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> lock_order_scenarios() {
  return {
      order("lock-order-inversion", "each takes its own lock, then its neighbour's: a circle",
            circle<false>, {FindingKind::Deadlock}),
      order("lock-order-inversion-ordered", "the lock with the lower number is taken first",
            circle<true>, {}),
  };
}

}  // namespace ravel
