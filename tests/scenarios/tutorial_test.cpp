// The tutorials: their exact numbers and outcomes, also at other sizes and with a clock.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/scenarios/golden.h"

namespace ravel {

// Executions are Mazurkiewicz classes. Where no formula is given, the number was found by the
// exploration; it changes only if the program or the reduction does.
std::vector<golden::Golden> golden::tutorial() {
  return {
      {"array-locked-increment", 2, 1, {"final=2 2 mixed=0"}},  // 2!
      // Of each element by itself ((2!)^2)^2.
      {"array-nolock-increment",
       16,
       4,
       {"final=1 1 mixed=0", "final=1 2 mixed=0", "final=2 1 mixed=0", "final=2 2 mixed=0"}},
      {"daemon-dies-with-main-code", 117, 45},
      {"daemon-joined", 1, 1, {"order=se!"}},
      {"daemon-off", 3, 3, {"order=!se", "order=s!e", "order=se!"}},
      {"daemon-on",
       14,
       6,
       {"order=!", "order=!s", "order=!se", "order=s!", "order=s!e", "order=se!"}},
      // Each of the two dies at one of four moments of its wait, by itself: 4 * 4.
      {"exit-code-signal", 16, 1, {"killed=-9 terminated=-15"}},
      {"global-isolation", 1, 1, {"parent=100 son=101"}},
      {"join-file-result", 1, 1, {"result=15.833333333333334"}},  // 3 * 5 + 5 / 6
      // Looks before the file is opened, before it is written, or after.
      {"join-file-result-nojoin",
       3,
       3,
       {"result=15.833333333333334", "result=empty", "result=missing"}},
      {"ktv-extra-release", 36, 10},
      {"ktv-semaphore-four", 108, 54},
      {"list-isolation-ten", 6, 6},  // 3!
      {"lock-hello-ten", 6, 6},      // 3!
      // 6! / 2^3 orders; those of two points are not told apart.
      {"lock-hello-ten-nolock", 90, 30},
      {"lock-ten-printers", 6, 6},           // 3!
      {"lock-ten-printers-nolock", 90, 90},  // 6! / 2^3
      {"police-car-event", 85, 2, {"at red=0", "at red=1"}},
      // The child's line among the two that follow its start.
      {"process-spawn-args",
       3,
       3,
       {"child knows its pid=1 order=MABC", "child knows its pid=1 order=MACB",
        "child knows its pid=1 order=MCAB"}},
      {"process-subclass-run", 1, 1, {"name=Myprocess-1 pid is the same=1"}},
      {"process-subclass-two", 2, 2, {"order=ab", "order=ba"}},  // 2!
      // 4! / (2! * 2!) orders of two pairs of lines; who printed which G is not told apart.
      {"rlock-two-processes", 6, 4, {"order=G1G2", "order=G2G1", "order=GG12", "order=GG21"}},
      {"semaphore-three-db", 108, 54},
      {"single-worker-join", 1, 1, {"order=se!"}},
      {"start-all-join-all", 24, 24},         // 4!
      {"ten-process-join-then-sum", 90, 90},  // 6! / 2^3
      // Killed before acquire, holding (the deadlock), after release, or after its end.
      {"terminate-holds-lock", 4, 1, {"nothing observed"}},
      {"terminate-then-is-alive", 12, 7},
      // Either buys first; the other one has looked before that, or looks after it: 2 * 2.
      {"ticket-atomic-rename", 4, 1, {"left=0 sold=1"}},
      {"ticket-exception-in-lock", 2, 1, {"left=0 sold=1"}},          // 2!, one of them for ever
      {"ticket-guarded", 2, 1, {"crash=0 fail=1 left=0 success=1"}},  // 2!
      {"ticket-holder-killed", 17, 1, {"left=0 sold=1"}},
      {"ticket-locked-check-unlocked",
       6,
       2,
       {"crash=0 fail=1 left=-1 success=1", "crash=1 fail=0 left=0 success=1"}},
      {"ticket-nolock-oversell",
       14,
       3,
       {"crash=0 fail=0 left=0 success=2", "crash=0 fail=1 left=-1 success=1",
        "crash=1 fail=0 left=0 success=1"}},
      {"traffic-light-event-cars", 87, 2, {"at red=0", "at red=1"}},
      // The car has the lock before, between or behind the three changes; at red it waits.
      {"traffic-light-guarded", 6, 1, {"at red=0"}},
      {"traffic-light-stops-red", 37, 2, {"at red=0", "at red=1"}},
      {"value-locked-increment", 6, 1, {"final=3"}},                         // 3!
      {"value-nolock-increment", 36, 3, {"final=1", "final=2", "final=3"}},  // (3!)^2
  };
}

namespace {

using golden::explore;
using golden::outcomes_of;
using Outcomes = std::set<std::string>;

// 0, 1 or 2 of three crash on the empty file; everybody else takes one off the count of 1.
TEST(Tickets, LockedWithAnUnlockedLookCrashAllButOneOfThree) {
  EXPECT_EQ(outcomes_of(explore("ticket-locked-check-unlocked", {"clients=3"})),
            (Outcomes{"crash=0 fail=2 left=-2 success=1", "crash=1 fail=1 left=-1 success=1",
                      "crash=2 fail=0 left=0 success=1"}));
}

// Eight outcomes of a file that is written as one piece; and one in which the end of {"count":-1}
// stays behind {"count":0}.
TEST(Tickets, WithoutALockAreSoldUpToThreeTimesToThree) {
  EXPECT_EQ(outcomes_of(explore("ticket-nolock-oversell", {"clients=3"})),
            (Outcomes{"crash=0 fail=0 left=0 success=3", "crash=0 fail=1 left=-1 success=2",
                      "crash=0 fail=1 left=0 success=2", "crash=0 fail=2 left=-1 success=1",
                      "crash=0 fail=2 left=-2 success=1", "crash=1 fail=0 left=0 success=2",
                      "crash=1 fail=1 left=-1 success=1", "crash=2 fail=0 left=0 success=1",
                      "crash=0 fail=1 left=damaged file success=2"}));
}

// One client after the other finds what the one before has left.
TEST(Tickets, GuardedHaveOneOutcomePerSize) {
  const auto sold = [](std::vector<std::string> with) {
    return outcomes_of(explore("ticket-guarded", with));
  };
  EXPECT_EQ(sold({"clients=3", "tickets=1"}), Outcomes{"crash=0 fail=2 left=0 success=1"});
  EXPECT_EQ(sold({"clients=3", "tickets=0"}), Outcomes{"crash=0 fail=3 left=0 success=0"});
  EXPECT_EQ(sold({"clients=2", "tickets=3"}), Outcomes{"crash=0 fail=0 left=1 success=2"});
}

// 1: all read 0 before one writes; n: one after the other; between them: any number reads late.
// Reads and writes of n processes: (n!)^2 classes.
TEST(Values, WithoutTheLockKeepAnyNumberOfIncrements) {
  Outcomes expected;
  std::uint64_t factorial = 1;
  for (unsigned n = 1; n <= 4; ++n) {
    expected.insert(fmt::format("final={}", n));
    factorial *= n;
    const CheckResult result = explore("value-nolock-increment", {fmt::format("processes={}", n)});
    EXPECT_EQ(outcomes_of(result), expected);
    EXPECT_EQ(result.executions, factorial * factorial);
  }
}

/// Orders in which `outside` more can come in, and `inside` are in of at most `permits`.
std::uint64_t orders(std::uint64_t outside, std::uint64_t inside, std::uint64_t permits) {
  if (outside + inside == 0) return 1;
  std::uint64_t count = 0;
  if (outside > 0 && inside < permits) count += outside * orders(outside - 1, inside + 1, permits);
  if (inside > 0) count += inside * orders(outside, inside - 1, permits);
  return count;
}

// By the formula the tutorials' own sizes have 52,920 and 107,237,844,000,000 orders.
TEST(Semaphores, LetInExactlyTheOrdersWithAsManyInsideAsPermits) {
  EXPECT_EQ(orders(3, 0, 2), 54u);
  EXPECT_EQ(orders(4, 0, 2), 648u);
  EXPECT_EQ(orders(5, 0, 3), 52'920u);
  EXPECT_EQ(orders(10, 0, 4), 107'237'844'000'000u);
  for (const auto& [guests, permits] : {std::pair(2u, 1u), std::pair(3u, 2u), std::pair(4u, 2u)}) {
    const CheckResult result = explore("ktv-semaphore-four", {fmt::format("guests={}", guests),
                                                              fmt::format("permits={}", permits)});
    EXPECT_TRUE(result.complete);
    EXPECT_EQ(result.outcomes.size(), orders(guests, 0, permits));
  }
}

TEST(Semaphores, LetInOneMoreAfterAnExtraRelease) {
  const CheckResult result = explore("ktv-extra-release", {});
  EXPECT_THAT(result.findings,
              testing::Contains(
                  testing::Field(&Finding::message, "2 were inside at once, there is room for 1")));
}

// n processes that write two lines each.
TEST(Orders, OfTwoLinesEachAreTheFactorialOverTwos) {
  EXPECT_EQ(explore("ten-process-join-then-sum", {"processes=2"}).outcomes.size(), 6u);
  EXPECT_EQ(explore("ten-process-join-then-sum", {"processes=3"}).outcomes.size(), 90u);
  EXPECT_EQ(explore("ten-process-join-then-sum", {"orders=false"}).executions, 1u);
}

CheckOptions with_clock() {
  CheckOptions options;
  options.clock = sim::Clock::Virtual;
  return options;
}

// Sleeping takes its time, and nothing else does: the worker sleeps while the main process ends.
TEST(Clocks, LeaveOnlyTheOrdersThatSleepingAllows) {
  EXPECT_EQ(outcomes_of(explore("daemon-on", {}, with_clock())),
            (Outcomes{"order=!", "order=!s", "order=s!"}));
  EXPECT_EQ(outcomes_of(explore("process-spawn-args", {}, with_clock())),
            (Outcomes{"child knows its pid=1 order=MACB", "child knows its pid=1 order=MCAB"}));
}

// The child has printed once and sleeps when it is asked to end; it may be seen alive once more.
TEST(Clocks, LetAChildBeTerminatedInItsSleep) {
  const std::string rest = " alive after join=0 exit code=-15 printed=w";
  EXPECT_EQ(outcomes_of(explore("terminate-then-is-alive", {}, with_clock())),
            (Outcomes{"alive=0" + rest, "alive=1" + rest}));
}

// The file of an earlier run, instead of none.
TEST(Joining, ForgottenShowsAnOldResultToo) {
  EXPECT_EQ(outcomes_of(explore("join-file-result-nojoin", {"stale=true"})),
            (Outcomes{"result=15.833333333333334", "result=8.833333333333334", "result=empty"}));
}

}  // namespace
}  // namespace ravel
