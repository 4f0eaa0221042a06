// Re-entrant locks on every operating system layer. The codes are those of the checklist of
// behaviours; in the simulator each must hold in every interleaving.
#include <chrono>
#include <mutex>

#include "primitives/all.h"
#include "tests/primitives/conformance.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using os::expect;

void try_it(os::Os&, RLock lock, bool free) {
  expect(lock.try_acquire() == free, "another process sees every level");
  expect(lock.acquire(1ms) == free, "and has levels of its own");
}

void see(os::Os& os, const RLock& lock, bool free) {
  Process other(os, try_it, lock, free);
  other.start();
  other.join();
}

TEST_P(Conformance, RL01RL03TheOwnerAcquiresAgainAndReleasesAsOften) {
  const auto body = [](os::Os& os, const Parameters&) {
    RLock lock(os);
    expect(lock.acquire() && lock.acquire(0ms) && lock.try_acquire(), "three levels");
    lock.release();
    lock.release();
    see(os, lock, false);
    lock.release();
    see(os, lock, true);
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void release_anothers(os::Os&, RLock lock) {
  expect(text_of<NotHeld>([&] { lock.release(); }) ==
             "release of rlock 'tickets' by a process or thread that does not hold it: acquire it "
             "first",
         "another process holds it");
}

TEST_P(Conformance, RL02OnlyTheOwnerReleases) {
  const auto body = [](os::Os& os, const Parameters&) {
    RLock lock(os);
    lock.label("tickets");
    expect(!text_of<NotHeld>([&] { lock.release(); }).empty(), "nobody holds it");
    lock.acquire();
    Process other(os, release_anothers, lock);
    other.start();
    other.join();
    lock.release();
    expect(!text_of<NotHeld>([&] { lock.release(); }).empty(), "nobody holds it any more");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void hold_two_levels(os::Os&, RLock lock, Value<int> inside) {
  const auto outer = lock.hold();
  const std::lock_guard inner(lock);
  expect(inside.load() == 0, "somebody else is inside");
  inside.store(1);
  inside.store(0);
}

TEST_P(Conformance, RL03RL04OnlyOneIsInsideWithWhateverLevels) {
  const auto body = [](os::Os& os, const Parameters&) {
    RLock lock(os);
    Value<int> inside(os);
    Process other(os, hold_two_levels, lock, inside);
    other.start();
    const auto guard = lock.hold();
    expect(inside.load() == 0, "somebody else is inside");
    inside.store(2);
    inside.store(0);
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, RL04ACopyInTheSameProcessHasTheSameOwner) {
  const auto body = [](os::Os& os, const Parameters&) {
    const RLock lock(os);
    RLock copy = lock;
    RLock other = lock;
    copy.acquire();
    expect(other.try_acquire(), "the same process through another copy");
    copy.release();
    other.release();
    expect(!text_of<NotHeld>([&] { copy.release(); }).empty(), "two levels in all");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, RL01AGuardReleasesAlsoByAnException) {
  const auto body = [](os::Os& os, const Parameters&) {
    RLock lock(os);
    try {
      const auto guard = lock.hold();
      throw std::runtime_error("on the way out");
    } catch (const std::runtime_error&) {
    }
    {
      const auto guard = lock.hold();
      lock.release();
    }
    see(os, lock, true);
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void use_both(os::Os&, RLock lock, Condition condition) {
  const auto guard = lock.hold();
  condition.notify();
  const auto second = condition.hold();
}

// The two arguments are read one after the other: they must not have an owner each.
TEST_P(Conformance, RL04CopiesThatAChildGetsHaveTheSameOwner) {
  const auto body = [](os::Os& os, const Parameters&) {
    RLock lock(os);
    Process child(os, use_both, lock, Condition(os, lock));
    child.start();
    child.join();
    expect(lock.try_acquire(), "free in the end");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

}  // namespace
}  // namespace ravel
