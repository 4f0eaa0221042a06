// Conditions on every operating system layer. The codes are those of the checklist of behaviours;
// in the simulator each must hold in every interleaving. CO-09, kills, has a file of its own.
// CO-11, that nobody is woken without a notification of its own, is part of CO-04, CO-05, CO-07 and
// CO-10.
#include <chrono>

#include "primitives/all.h"
#include "tests/primitives/condition_programs.h"
#include "tests/primitives/conformance.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using os::expect;

TEST_P(Conformance, CO01OnlyTheHolderMayWaitAndNotify) {
  const auto body = [](os::Os& os, const Parameters&) {
    Condition condition(os);
    expect(text_of<NotHeld>([&] { condition.wait(); }) ==
               "wait() on the condition without its lock: hold() it first",
           "wait");
    condition.label("tickets");
    expect(text_of<NotHeld>([&] { condition.notify(); }) ==
               "notify() on condition 'tickets' without its lock: hold() it first",
           "notify");
    expect(!text_of<NotHeld>([&] { condition.notify_all(); }).empty(), "notify_all");
    Condition plain(os, Lock(os));
    expect(!text_of<NotHeld>([&] { plain.wait(0ms); }).empty(), "with a lock that nobody holds");
    const auto guard = condition.hold();
    condition.notify();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void notify_without_lock(os::Os&, Condition condition) {
  expect(!text_of<NotHeld>([&] { condition.notify(); }).empty(), "another process holds the lock");
}

TEST_P(Conformance, CO01AnotherProcessIsNotTheHolder) {
  const auto body = [](os::Os& os, const Parameters&) {
    Condition condition(os);
    const auto guard = condition.hold();
    Process child(os, notify_without_lock, condition);
    child.start();
    child.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, CO02CO03WaitingReleasesAllLevelsAndBringsThemBack) {
  const auto body = [](os::Os& os, const Parameters&) {
    RLock lock(os);
    Condition condition(os, lock);
    Process child(os, notify_one, condition);
    lock.acquire();
    condition.acquire();
    child.start();
    expect(condition.wait(), "the child could acquire and notify");
    lock.release();
    lock.release();
    expect(!text_of<NotHeld>([&] { lock.release(); }).empty(), "two levels, as before");
    child.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, CO02AGivenLockIsUsedAsItIs) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock lock(os);
    Condition condition(os, lock);
    Process child(os, notify_one, condition);
    {
      const auto guard = condition.hold();
      expect(!lock.try_acquire(), "it is this lock that the condition holds");
      child.start();
      expect(condition.wait(), "notified");
      expect(!lock.try_acquire(), "held again after the wait");
    }
    child.join();
    expect(lock.try_acquire(), "free in the end");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, CO03WaitingGivesUpAtTheTimeout) {
  const auto body = [](os::Os& os, const Parameters&) {
    Condition condition(os);
    const auto guard = condition.hold();
    expect(!condition.wait(0ms) && !condition.wait(-1s), "zero and less do not wait");
    expect(!condition.wait(20ms), "nobody notifies");
  };
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ("", problem(GetParam(), body));
  if (GetParam() != Backend::Simulator) {
    EXPECT_GE(std::chrono::steady_clock::now() - start, 20ms) << "timed out early";
  }
}

TEST_P(Conformance, CO04ANotificationWithoutSleepersIsNotRemembered) {
  const auto body = [](os::Os& os, const Parameters&) {
    Condition condition(os);
    const auto guard = condition.hold();
    condition.notify();
    condition.notify_all();
    expect(!condition.wait(5ms), "both came before the wait");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, CO05AsManySleepersWakeAsWereNotified) {
  const auto body = [](os::Os& os, const Parameters&) {
    Condition condition(os, Lock(os));
    Semaphore ready(os, 0);
    Semaphore woken(os, 0);
    std::vector<Process> sleepers;
    for (int i = 0; i < 2; ++i)
      sleepers.emplace_back(os, sleep_until_notified, condition, ready, woken);
    for (Process& sleeper : sleepers) {
      sleeper.start();
      ready.acquire();
    }
    {
      const auto guard = condition.hold();
      condition.notify();
    }
    woken.acquire();
    expect(!woken.acquire(5ms), "one");
    {
      const auto guard = condition.hold();
      condition.notify(5);
    }
    for (Process& sleeper : sleepers) sleeper.join();
    expect(woken.get_value() == 1, "the other one");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void sleep_until_two(os::Os&, Condition condition, Semaphore ready, Value<int> value) {
  const auto guard = condition.hold();
  ready.release();
  condition.wait();
  expect(value.load() == 2, "the notifier has released the lock by now");
}

TEST_P(Conformance, CO06TheNotifiedReturnsUnderTheLock) {
  const auto body = [](os::Os& os, const Parameters&) {
    Condition condition(os, Lock(os));
    Semaphore ready(os, 0);
    Value<int> value(os);
    Process sleeper(os, sleep_until_two, condition, ready, value);
    sleeper.start();
    ready.acquire();
    const auto guard = condition.hold();
    value.store(1);
    condition.notify();
    value.store(2);
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, CO07WhoTimedOutDoesNotCountAsASleeper) {
  const auto body = [](os::Os& os, const Parameters&) {
    Condition condition(os, Lock(os));
    Semaphore ready(os, 0);
    Semaphore woken(os, 0);
    {
      const auto guard = condition.hold();
      for (int i = 0; i < 3; ++i) condition.wait(0ms);
    }
    Process sleeper(os, sleep_until_notified, condition, ready, woken);
    sleeper.start();
    ready.acquire();
    const auto guard = condition.hold();
    condition.notify();
    expect(!condition.wait(0ms), "the notification was not for who came later");
    condition.release();
    woken.acquire();
    condition.acquire();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void sleep_for_a_while(os::Os&, Condition condition, Semaphore ready, Semaphore woken) {
  const auto guard = condition.hold();
  ready.release();
  if (condition.wait(1ms)) woken.release();
}

// The one may time out at the very moment at which it is notified. Either it says that it was, or
// the other one wakes: the notification is not lost, and wakes one of them only.
TEST_P(Conformance, CO05CO07ATimeoutNeitherLosesANotificationNorTakesAnother) {
  const auto body = [](os::Os& os, const Parameters&) {
    Condition condition(os, Lock(os));
    Semaphore ready(os, 0);
    Semaphore woken(os, 0);
    Process impatient(os, sleep_for_a_while, condition, ready, woken);
    Process patient(os, sleep_until_notified, condition, ready, woken);
    patient.start();
    ready.acquire();
    impatient.start();
    ready.acquire();
    {
      const auto guard = condition.hold();
      condition.notify();
    }
    impatient.join();
    woken.acquire();
    expect(!woken.try_acquire(), "one of them");
    const auto guard = condition.hold();
    condition.notify();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void say_whether_notified(os::Os&, Condition condition, Semaphore ready, Value<int> said) {
  const auto guard = condition.hold();
  ready.release();
  said.store(condition.wait(1ms) ? 2 : 1);
}

TEST_P(Conformance, CO03WhoIsNotifiedBeforeItReturnsSaysSo) {
  const auto body = [](os::Os& os, const Parameters&) {
    Condition condition(os, Lock(os));
    Semaphore ready(os, 0);
    Value<int> said(os);
    Process sleeper(os, say_whether_notified, condition, ready, said);
    sleeper.start();
    ready.acquire();
    condition.acquire();
    const bool waiting = said.load() == 0;
    condition.notify();
    condition.release();
    sleeper.join();
    expect(said.load() == (waiting ? 2 : 1), "its time may be up, but it had not returned");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

// Each of them would block a room: see CO09ManyKilledSleepersCostTimeAndNothingElse.
TEST_P(Conformance, CO07WhoTimedOutLeavesNothingBehind) {
  const auto body = [](os::Os& os, const Parameters&) {
    Condition condition(os);
    const auto guard = condition.hold();
    for (unsigned i = 0; i < 4 * Rooms::kCount; ++i) {
      expect(!condition.wait(0ms), "nobody notifies");
      condition.notify();
    }
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, CO08WaitForReturnsWhatThePredicateSaidLast) {
  const auto body = [](os::Os& os, const Parameters&) {
    Condition condition(os);
    const auto guard = condition.hold();
    int asked = 0;
    expect(condition.wait_for([&] { return ++asked; }) == 1, "asked before any waiting");
    expect(!condition.wait_for([&] { return asked++ < 0; }, 5ms), "the timeout");
    expect(asked == 3, "asked before and after the wait");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void set_and_notify(os::Os&, Condition condition, Value<int> value) {
  for (int i = 1; i <= 2; ++i) {
    const auto guard = condition.hold();
    value.store(i);
    condition.notify();
  }
}

TEST_P(Conformance, CO08WaitForSleepsUntilThePredicateHolds) {
  const auto body = [](os::Os& os, const Parameters&) {
    Condition condition(os, Lock(os));
    Value<int> value(os);
    Process child(os, set_and_notify, condition, value);
    child.start();
    const auto guard = condition.hold();
    expect(condition.wait_for([&] { return value.load() == 2; }), "without a timeout it holds");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

// Who comes after a notification must not take it from the one it was made for.
TEST_P(Conformance, CO10ANotificationIsForThoseWhoWaitedBefore) {
  const auto body = [](os::Os& os, const Parameters&) {
    Condition condition(os, Lock(os));
    Semaphore ready(os, 0);
    Semaphore woken(os, 0);
    Process sleeper(os, sleep_until_notified, condition, ready, woken);
    sleeper.start();
    ready.acquire();
    condition.acquire();
    condition.notify();
    expect(!condition.wait(1ms), "it was made before");
    condition.release();
    sleeper.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void hold_and_release(os::Os&, Condition condition) {
  const auto guard = condition.hold();
}

TEST_P(Conformance, CO11NobodyWakesUnnotified) {
  const auto body = [](os::Os& os, const Parameters&) {
    Condition condition(os);
    Process child(os, hold_and_release, condition);
    child.start();
    {
      const auto guard = condition.hold();
      expect(!condition.wait(1ms), "the lock was taken and released, that is all");
    }
    child.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

}  // namespace
}  // namespace ravel
