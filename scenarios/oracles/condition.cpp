// One process waits for a condition, another one notifies it, once.
//
// - condition-no-flag: nothing else. A notification that comes first is for nobody, and the waiter
//   sleeps for ever.
// - condition-flag-unlocked: a flag says that it has happened, but it is looked at before the lock
// is
//   taken: between the look and the wait both the flag and the notification can come.
// - condition-flag-locked: right. The flag is set and looked at under the lock.
//
// How many classes there are depends on what a condition is made of; what they must show is the
// lost wake-up in the first two, and none in the third.
#include "primitives/condition.h"
#include "primitives/process.h"
#include "primitives/raw_value.h"
#include "scenarios/oracles/oracles.h"

namespace ravel {
namespace {

using Flag = RawValue<int>;

void wait(os::Os&, Condition condition) {
  const auto guard = condition.hold();
  condition.wait();
}

void notify(os::Os&, Condition condition) {
  const auto guard = condition.hold();
  condition.notify();
}

void look_then_wait(os::Os&, Condition condition, Flag happened) {
  if (happened.load() != 0) return;
  const auto guard = condition.hold();
  condition.wait();
}

void set_then_notify(os::Os&, Condition condition, Flag happened) {
  happened.store(1);
  const auto guard = condition.hold();
  condition.notify();
}

void wait_for_flag(os::Os&, Condition condition, Flag happened) {
  const auto guard = condition.hold();
  while (happened.load() == 0) condition.wait();
}

void set_and_notify(os::Os&, Condition condition, Flag happened) {
  const auto guard = condition.hold();
  happened.store(1);
  condition.notify();
}

void start_both(os::Os& os, const Parameters&) {
  const Condition condition(os);
  Process(os, wait, condition).start();
  Process(os, notify, condition).start();
}

template <auto waiter, auto notifier>
void start_with_flag(os::Os& os, const Parameters&) {
  const Condition condition(os);
  const Flag happened(os, 0);
  Process(os, waiter, condition, happened).start();
  Process(os, notifier, condition, happened).start();
}

Scenario scenario(std::string_view name, std::string_view summary, Body body,
                  std::set<FindingKind> expected) {
  return {.name = name,
          .group = "oracles",
          .summary = summary,
          .parameters = {},
          .body = body,
          .invariant = nullptr,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> condition_oracles() {
  return {scenario("condition-no-flag", "a notification that nobody waits for yet is lost",
                   start_both, {FindingKind::LostWakeup}),
          scenario("condition-flag-unlocked",
                   "the flag is looked at without the lock: the wake-up can be lost",
                   start_with_flag<look_then_wait, set_then_notify>, {FindingKind::LostWakeup}),
          scenario("condition-flag-locked",
                   "the flag is set and looked at under the lock: no wake-up is lost",
                   start_with_flag<wait_for_flag, set_and_notify>, {})};
}

}  // namespace ravel
