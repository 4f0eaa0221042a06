// The classic problems: their exact numbers, and the sizes at which theory says that they turn.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/scenarios/golden.h"

namespace ravel {

// Executions are Mazurkiewicz classes. Where no formula is given, the number was found by the
// exploration; it changes only if the program or the reduction does.
std::vector<golden::Golden> golden::classics() {
  return {
      {"aba-stack", 248, 2, {"taken twice=0", "taken twice=1"}},
      {"aba-stack-tagged", 248, 1, {"taken twice=0"}},
      {"bakery", 28, 1, {"visits=2"}},
      {"bakery-no-choosing", 19, 2, {"visits=1", "visits=2"}},
      {"barrier-semaphore", 768, 1, {"waiting=0"}},
      {"barrier-semaphore-single", 448, 1, {"waiting=0"}},
      {"bounded-buffer", 32, 1, {"left=0"}},
      // Whoever fails leaves an item, or a place, to the one who was faster.
      {"bounded-buffer-if", 32, 2, {"left=0", "left=1"}},
      {"bounded-buffer-notify-all", 130, 1, {"left=0"}},
      {"bounded-buffer-one-condition", 62, 1, {"left=0"}},
      // One place: put, take, put, take; only who takes first is open.
      {"bounded-buffer-semaphores", 2, 1, {"left=0"}},
      {"bounded-buffer-semaphores-inverted", 7, 1, {"left=0"}},
      {"check-then-act-file", 8, 2, {"owners=1", "owners=2"}},
      {"check-then-act-file-locked", 2, 1, {"owners=1"}},  // 2!
      {"dekker", 32, 1, {"visits=2"}},
      {"dining", 7, 1, {"meals=3"}},  // 2^3 - 1, one of them without an outcome
      {"dining-footman", 24, 1, {"meals=3"}},
      {"dining-footman-full", 7, 1, {"meals=3"}},  // as dining: three seats order nothing
      {"dining-left-handed", 6, 1, {"meals=3"}},   // 2^3 - 2
      {"dining-ordered", 6, 1, {"meals=3"}},       // 2^3 - 2
      {"dining-try-lock", 334, 4, {"meals=0", "meals=1", "meals=2", "meals=3"}},
      {"double-checked-init", 15, 1, {"times=1"}},
      {"double-checked-init-once", 21, 3, {"times=1", "times=2", "times=3"}},
      {"h2o", 32, 1, {"molecules=HO HO"}},
      {"h2o-no-barrier", 96, 2, {"molecules=HO HO", "molecules=O HHO"}},
      {"lock-order-inversion", 7, 1, {"nothing observed"}},          // 2^3 - 1
      {"lock-order-inversion-ordered", 6, 1, {"nothing observed"}},  // 2^3 - 2
      // Told before it looks; told between look and wait (for ever); told while it waits.
      {"lost-wakeup", 3, 1, {"done=1"}},
      // Who has the lock first.
      {"lost-wakeup-loop", 2, 1, {"done=1"}},
      {"peterson", 12, 1, {"visits=2"}},
      {"peterson-no-turn", 5, 1, {"visits=2"}},
      {"peterson-test-then-set", 8, 2, {"visits=1", "visits=2"}},
      {"peterson-turn-first", 18, 2, {"visits=1", "visits=2"}},
      {"peterson-turn-self", 24, 2, {"visits=1", "visits=2"}},
      {"priority-handoff", 30, 1, {"left=0"}},
      {"priority-handoff-after-unlock", 30, 1, {"left=0"}},
      {"readers-writers", 14, 1, {"readers inside=0 whole=1"}},
      {"readers-writers-nomutex",
       86,
       4,
       {"readers inside=-1 whole=1", "readers inside=0 whole=1", "readers inside=1 whole=1",
        "readers inside=2 whole=1"}},
      {"readers-writers-turnstile", 54, 1, {"readers inside=0 whole=1"}},
      {"santa", 360, 1, {"waiting=0"}},
      {"santa-elves-first", 1056, 1, {"waiting=0"}},
      {"santa-no-door", 60, 1, {"waiting=0"}},
      // As lost-update: (2!)^2, of which 2! lose nothing.
      {"semaphore-as-mutex", 4, 2, {"refused=0 sum=1", "refused=0 sum=2"}},
      // The stray release, or that of somebody inside, is always refused.
      {"semaphore-as-mutex-bounded", 26, 2, {"refused=1 sum=1", "refused=1 sum=2"}},
      {"semaphore-as-mutex-stray", 12, 2, {"refused=0 sum=1", "refused=0 sum=2"}},
      // Two chairs would serve both; with one, the second customer may find it taken.
      {"sleeping-barber", 6, 2, {"served=1", "served=2"}},
      {"sleeping-barber-lost-signal", 290, 2, {"served=1", "served=2"}},
      {"smokers", 2, 1, {"smoked=3"}},
      // In each of three rounds one of two pushers is first: 2^3.
      {"smokers-pushers", 8, 1, {"smoked=3"}},
      {"unisex-bathroom", 14, 1, {"left inside=0"}},  // as readers-writers
      {"unisex-bathroom-nomutex", 92, 5},
  };
}

namespace {

using golden::explore;
using golden::kinds_of;
using testing::Contains;
using testing::UnorderedElementsAre;

CheckOptions at_random(std::uint64_t executions) {
  CheckOptions options;
  options.strategy = "pos";
  options.executions_max = executions;
  return options;
}

// Around a circle of n there are 2^n ways to get the forks; one is impossible, one is the deadlock.
TEST(Classics, CirclesOfLocksHaveOneDeadlock) {
  for (const std::uint64_t n : {2u, 3u, 4u, 5u}) {
    const std::vector<std::string> seats = {fmt::format("philosophers={}", n)};
    const std::vector<std::string> locks = {fmt::format("locks={}", n)};
    const std::uint64_t ways = 1u << n;
    EXPECT_EQ(explore("dining", seats).executions, ways - 1);
    EXPECT_EQ(explore("lock-order-inversion", locks).executions, ways - 1);
    EXPECT_EQ(explore("dining-ordered", seats).executions, ways - 2);
    EXPECT_EQ(explore("dining-left-handed", seats).executions, ways - 2);
    EXPECT_EQ(explore("lock-order-inversion-ordered", locks).executions, ways - 2);
    const CheckResult dining = explore("dining", seats);
    ASSERT_EQ(dining.findings.size(), 1u);
    EXPECT_EQ(dining.findings[0].processes.size(), n + 1);
  }
}

struct Buffer {
  int capacity = 0;
  int producers = 0;
  int consumers = 0;
  int items = 0;
};

std::vector<std::string> size_of(const Buffer& buffer) {
  return {fmt::format("capacity={}", buffer.capacity),
          fmt::format("producers={}", buffer.producers),
          fmt::format("consumers={}", buffer.consumers), fmt::format("items={}", buffer.items)};
}

// Sleepers of both kinds meet in one condition only if there are more processes than twice the
// capacity: deadlock exactly if 2 * capacity < producers + consumers.
TEST(Classics, ABufferWithOneConditionDeadlocksIfItIsSmall) {
  const std::vector<Buffer> enough = {{1, 1, 1, 3}, {2, 1, 2, 1}, {2, 2, 1, 1}, {3, 1, 2, 1}};
  for (const Buffer& buffer : enough) {
    const CheckResult result = explore("bounded-buffer-one-condition", size_of(buffer));
    EXPECT_TRUE(result.complete);
    EXPECT_THAT(kinds_of(result), testing::IsEmpty());
  }
  const std::vector<Buffer> small = {{1, 1, 2, 1}, {1, 2, 1, 2}, {1, 2, 2, 1}, {2, 1, 4, 1}};
  for (const Buffer& buffer : small) {
    const CheckResult result =
        explore("bounded-buffer-one-condition", size_of(buffer), at_random(500));
    EXPECT_THAT(kinds_of(result), UnorderedElementsAre(FindingKind::Deadlock))
        << fmt::format("{}", fmt::join(size_of(buffer), " "));
  }
}

// One producer and one consumer never see it; two producers overfill.
TEST(Classics, WaitingWithoutALoopNeedsThreeProcessesToFail) {
  EXPECT_THAT(kinds_of(explore("bounded-buffer-if", size_of({1, 1, 1, 3}))), testing::IsEmpty());
  const CheckResult overfilled = explore("bounded-buffer-if", size_of({1, 2, 1, 2}));
  EXPECT_TRUE(overfilled.complete);
  EXPECT_THAT(kinds_of(overfilled), Contains(FindingKind::Assertion));
  for (const Finding& finding : overfilled.findings) {
    if (finding.kind != FindingKind::Assertion) continue;
    EXPECT_THAT(finding.message, testing::HasSubstr("put into a full buffer"));
  }
}

// With three, the turnstile can close behind somebody who is still to come.
TEST(Classics, ASingleTurnstileDeadlocksThree) {
  const CheckResult three = explore("barrier-semaphore-single", {"walkers=3"}, at_random(500));
  EXPECT_THAT(kinds_of(three), UnorderedElementsAre(FindingKind::Assertion, FindingKind::Deadlock));
  EXPECT_THAT(kinds_of(explore("barrier-semaphore", {"walkers=3"}, at_random(500))),
              testing::IsEmpty());
}

// Two real molecules of water have too many classes for a test.
TEST(Classics, WaterMixesOnlyWithoutABarrier) {
  EXPECT_THAT(kinds_of(explore("h2o", {"hydrogens=2"}, at_random(300))), testing::IsEmpty());
  EXPECT_THAT(kinds_of(explore("h2o-no-barrier", {"hydrogens=2"}, at_random(300))),
              UnorderedElementsAre(FindingKind::Invariant));
}

TEST(Classics, TheBarberServesWhoeverFindsAChair) {
  EXPECT_EQ(golden::outcomes_of(explore("sleeping-barber", {"customers=3"})),
            (std::set<std::string>{"served=1", "served=2", "served=3"}));
  EXPECT_EQ(golden::outcomes_of(explore("sleeping-barber", {"customers=3", "chairs=3"})),
            (std::set<std::string>{"served=3"}));
}

}  // namespace
}  // namespace ravel
