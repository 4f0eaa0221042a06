// Locks on every operating system layer. The codes are those of the checklist of behaviours; in the
// simulator each must hold in every interleaving. Not here: LK-08 promises nothing, LK-09 is about
// locks between threads.
#include <chrono>
#include <mutex>

#include "primitives/all.h"
#include "tests/primitives/conformance.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using os::expect;

TEST_P(Conformance, LK01ANewLockIsFreeAndAHeldOneIsNot) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock lock(os);
    expect(lock.acquire(), "a new lock is free");
    expect(!lock.try_acquire(), "a held lock cannot be had");
    lock.release();
    expect(lock.try_acquire(), "free again");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void release(os::Os&, Lock lock) {
  lock.release();
}

TEST_P(Conformance, LK02AnybodyMayRelease) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock lock(os);
    lock.acquire();
    Process child(os, release, lock);
    child.start();
    expect(lock.acquire(), "the child, which never held it, released it");
    child.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, LK03ReleasingAFreeLockIsAnError) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock lock(os);
    lock.label("tickets");
    expect(text_of<OverRelease>([&] { lock.release(); }) ==
               "release of lock 'tickets', which nobody holds: acquire it first",
           "a message that says what to do");
    expect(lock.acquire() && !lock.try_acquire(), "nothing has changed: one permit");
  };
  // The same in the release that a check may report by itself.
  EXPECT_EQ("", problem(GetParam(), body, {{}, {FindingKind::OverRelease}}));
}

TEST_P(Conformance, LK04LK05AcquiringTwiceGivesUpAtTheTimeout) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock lock(os);
    lock.acquire();
    expect(!lock.acquire(0ms) && !lock.acquire(-1s), "zero and less only try");
    expect(!lock.acquire(20ms), "the caller's own hold is in the way");
    lock.release();
    expect(lock.acquire(20ms), "a wait that can succeed does not time out");
  };
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ("", problem(GetParam(), body));
  if (GetParam() != Backend::Simulator) {
    EXPECT_GE(std::chrono::steady_clock::now() - start, 20ms) << "timed out early";
  }
}

void hold_until_killed(os::Os&, Lock lock, Lock holding, Lock never) {
  const auto guard = lock.hold();
  holding.release();
  never.acquire();
}

TEST_P(Conformance, LK06PR13AKilledHolderLeavesTheLockHeldUntilSomebodyRepairsIt) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock lock(os);
    Lock holding(os);
    Lock never(os);
    holding.acquire();
    never.acquire();
    Process child(os, hold_until_killed, lock, holding, never);
    child.start();
    holding.acquire();
    child.kill();
    child.join();
    expect(!lock.try_acquire() && !lock.acquire(5ms), "no guard has released it");
    lock.release();
    expect(lock.acquire(), "repaired");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, LK07AGuardReleasesAtTheEndOfItsScope) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock lock(os);
    {
      const auto guard = lock.hold();
      expect(!lock.try_acquire(), "held inside");
    }
    try {
      const auto guard = lock.hold();
      throw std::runtime_error("on the way out");
    } catch (const std::runtime_error&) {
    }
    {
      const std::lock_guard guard(lock);
      expect(!lock.try_lock(), "held by the standard's guard");
    }
    expect(lock.try_acquire(), "free behind all of them");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

// A copy uses the semaphore once more; the first of them to go must not take it away.
TEST_P(Conformance, ACopyIsTheSameLock) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock lock;
    {
      const Lock first(os);
      lock = first;
      Lock other = lock;
      other.acquire();
    }
    expect(!lock.try_acquire(), "held through the copy");
    lock.release();
    expect(lock.try_acquire(), "still there");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void enter(os::Os&, Lock lock, Value<int> inside) {
  const auto guard = lock.hold();
  expect(inside.load() == 0, "somebody else is inside");
  inside.store(1);
  inside.store(0);
}

TEST_P(Conformance, OnlyOneIsInside) {
  const auto body = [](os::Os& os, const Parameters& with) {
    Lock lock(os);
    Value<int> inside(os);
    std::vector<Process> children;
    for (int i = 0; i < with["many"]; ++i) children.emplace_back(os, enter, lock, inside);
    for (Process& child : children) child.start();
    for (Process& child : children) child.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

}  // namespace
}  // namespace ravel
