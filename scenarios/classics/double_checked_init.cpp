// Something is made by whoever needs it first. Looking before taking the lock saves the lock later.
//
// - double-checked-init: right. Whoever finds nothing takes the lock and looks again. (With
//   sequentially consistent memory. Where writes can be seen out of order, the flag can be seen
//   before what it stands for: S. Meyers, A. Alexandrescu, C++ and the perils of double-checked
//   locking, 2004.)
// - double-checked-init-once: looks only before it takes the lock: all who found nothing make it,
//   one after the other.
#include <fmt/format.h>

#include "primitives/all.h"
#include "scenarios/atomic.h"
#include "scenarios/classics/classics.h"
#include "scenarios/team.h"

namespace ravel {
namespace {

template <bool twice>
void use(os::Os&, Atomic made, RawValue<int> times, Lock lock) {
  if (made.load() != 0) return;
  const auto guard = lock.hold();
  if (twice && made.load() != 0) return;
  times.store(times.load() + 1);
  made.store(1);
}

template <bool twice>
void start_users(os::Os& os, const Parameters& with) {
  Atomic made(os);
  made.label("made");
  RawValue<int> times(os);
  times.label("times");
  Lock lock(os);
  lock.label("lock");
  Team team(os);
  for (int i = 0; i < with["processes"]; ++i) team.add(use<twice>, made, times, lock);
  team.run();
  os.observe("times", times.load());
}

std::optional<std::string> made_once(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "times") == 1) return std::nullopt;
  return fmt::format("made {} times", integer(outcome, "times"));
}

Scenario init(std::string_view name, std::string_view summary, Body body,
              std::set<FindingKind> expected) {
  return {.name = name,
          .group = "classics",
          .summary = summary,
          .parameters = {{"processes", "that need it", 5, 3, 1, 60}},
          .body = body,
          .invariant = made_once,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> double_checked_init_scenarios() {
  return {
      init("double-checked-init", "looks before it takes the lock, and again when it has it",
           start_users<true>, {}),
      init("double-checked-init-once", "looks only before it takes the lock: made several times",
           start_users<false>, {FindingKind::Invariant}),
  };
}

}  // namespace ravel
