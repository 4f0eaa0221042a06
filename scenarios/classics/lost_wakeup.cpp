// One process waits until another one has done its part, which it tells by a flag and a condition.
//
// - lost-wakeup: wrong. The flag is looked at without the lock. Between that look and the wait the
//   flag is set and the notification sent: nobody waits yet, nothing is remembered, and the wait
//   lasts for ever.
// - lost-wakeup-loop: right. The flag is looked at under the lock, which wait gives up and falls
//   asleep in one step; and again after waking.
#include "primitives/all.h"
#include "scenarios/atomic.h"
#include "scenarios/classics/classics.h"
#include "scenarios/team.h"

namespace ravel {
namespace {

void tell(os::Os&, Atomic done, Condition told) {
  const auto guard = told.hold();
  done.store(1);
  told.notify_all();
}

void wait_if_not_done(os::Os&, Atomic done, Condition told) {
  if (done.load() != 0) return;
  const auto guard = told.hold();
  told.wait();
}

void wait_while_not_done(os::Os&, Atomic done, Condition told) {
  const auto guard = told.hold();
  while (done.load() == 0) told.wait();
}

template <auto waiter>
void wait_for_the_other(os::Os& os, const Parameters& with) {
  Atomic done(os);
  done.label("done");
  Condition told(os);
  told.label("told");
  Team team(os);
  for (int i = 0; i < with["waiters"]; ++i) team.add(waiter, done, told);
  team.add(tell, done, told);
  team.run();
  os.observe("done", done.load());
}

Scenario wakeup(std::string_view name, std::string_view summary, Body body,
                std::set<FindingKind> expected) {
  return {.name = name,
          .group = "classics",
          .summary = summary,
          .parameters = {{"waiters", "for the one who tells", 3, 1, 1, 60}},
          .body = body,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> lost_wakeup_scenarios() {
  return {
      wakeup("lost-wakeup", "looks at the flag without the lock: told before it waits",
             wait_for_the_other<wait_if_not_done>, {FindingKind::LostWakeup}),
      wakeup("lost-wakeup-loop", "looks at the flag under the lock, in a loop",
             wait_for_the_other<wait_while_not_done>, {}),
  };
}

}  // namespace ravel
