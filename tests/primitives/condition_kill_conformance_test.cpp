// Conditions whose sleepers are killed, on every operating system layer: CO-09 of the checklist. In
// the simulator the kill may come before or after any step, and what is said must always hold.
#include <chrono>

#include "primitives/all.h"
#include "tests/primitives/condition_programs.h"
#include "tests/primitives/conformance.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using os::expect;

void sleep_for_ever(os::Os&, Condition condition, Semaphore ready) {
  const auto guard = condition.hold();
  ready.release();
  condition.wait();
}

/// Kills the child at any of its steps except those at which it holds the lock: that would stay
/// held, as LK-06 says.
void kill_without_lock(Process& child, Condition& condition) {
  const auto guard = condition.hold();
  child.kill();
  child.join();
}

TEST_P(Conformance, CO09NotifyingDoesNotWaitForAKilledSleeper) {
  const auto body = [](os::Os& os, const Parameters&) {
    Condition condition(os, Lock(os));
    Semaphore ready(os, 0);
    Process victim(os, sleep_for_ever, condition, ready);
    victim.start();
    kill_without_lock(victim, condition);
    const auto guard = condition.hold();
    condition.notify();
    condition.notify_all();
    expect(!condition.wait(1ms), "what it left is for nobody");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, CO09ANotificationGoesToTheSleeperThatIsAlive) {
  const auto body = [](os::Os& os, const Parameters&) {
    Condition condition(os, Lock(os));
    Semaphore ready(os, 0);
    Semaphore woken(os, 0);
    Process victim(os, sleep_for_ever, condition, ready);
    Process sleeper(os, sleep_until_notified, condition, ready, woken);
    victim.start();
    ready.acquire();
    kill_without_lock(victim, condition);
    sleeper.start();
    ready.acquire();
    {
      const auto guard = condition.hold();
      condition.notify();
    }
    sleeper.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, CO09AKillMeetsASleeperThatIsBeingNotified) {
  const auto body = [](os::Os& os, const Parameters&) {
    Condition condition(os, Lock(os));
    Semaphore ready(os, 0);
    Semaphore woken(os, 0);
    Process victim(os, sleep_for_ever, condition, ready);
    victim.start();
    ready.acquire();
    {
      const auto guard = condition.hold();
      condition.notify();
      victim.kill();
      victim.join();
    }
    Process sleeper(os, sleep_until_notified, condition, ready, woken);
    sleeper.start();
    ready.acquire();
    {
      const auto guard = condition.hold();
      condition.notify();
    }
    sleeper.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

// In every room one, notified in vain.
TEST_P(Conformance, CO09ManyKilledSleepersCostTimeAndNothingElse) {
  const auto body = [](os::Os& os, const Parameters&) {
    Condition condition(os, Lock(os));
    Semaphore ready(os, 0);
    for (unsigned i = 0; i < Rooms::kCount; ++i) {
      Process victim(os, sleep_for_ever, condition, ready);
      victim.start();
      ready.acquire();
      kill_without_lock(victim, condition);
      const auto guard = condition.hold();
      condition.notify();
    }
    Process notifier(os, notify_one, condition);
    const auto guard = condition.hold();
    expect(!condition.wait(0ms), "what they left is for nobody");
    notifier.start();
    expect(condition.wait(), "it goes on as before");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

}  // namespace
}  // namespace ravel
