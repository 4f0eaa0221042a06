// The pitfalls: their exact numbers and outcomes.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/scenarios/golden.h"

namespace ravel {

// Executions are Mazurkiewicz classes. Where no formula is given, the number was found by the
// exploration; it changes only if the program or the reduction does.
std::vector<golden::Golden> golden::pitfalls() {
  return {
      {"barrier-waiter-killed", 7, 2, {"passed=0", "passed=1"}},
      {"barrier-waiter-killed-cpython", 17, 2, {"passed=0", "passed=1"}},
      // Who of the two sleeps first.
      {"condition-waiter-killed", 2, 1, {"other=0"}},
      {"condition-waiter-killed-cpython", 2, 0},
      {"event-pulse-kept", 20, 1, {"wait=1"}},
      {"event-pulse-lost", 6, 2, {"wait=0", "wait=1"}},
      {"exit-waits-nondaemon", 1, 0},
      // The server is ended before it takes the only request, or after.
      {"exit-waits-nondaemon-ended", 2, 1, {"nothing observed"}},
      {"forgotten-join", 2, 2, {"result=0", "result=42"}},  // 2!
      {"forgotten-join-joined", 1, 1, {"result=42"}},
      {"join-holding-lock", 2, 1, {"result=42"}},  // 2!, one of them for ever
      {"lock-double-release", 1, 0},
      // The first fails before both others (1: they do nothing more), between them, behind them.
      {"lock-exception", 5, 1, {"nothing observed"}},
      {"lock-exception-guard", 6, 1, {"nothing observed"}},  // 3!
      {"lock-foreign-release", 34, 2, {"sum=2", "sum=3"}},
      {"lock-taken-twice", 1, 0},
      {"notify-before-wait", 16, 1, {"nothing observed"}},
      {"notify-before-wait-event", 139, 1, {"nothing observed"}},
      {"notify-before-wait-predicate", 14, 1, {"nothing observed"}},
      {"rlock-foreign-release", 1, 1, {"stranger=1"}},
      {"rlock-taken-twice", 1, 1, {"balance=1"}},
      {"semaphore-over-release", 1, 1, {"free=2"}},
      {"semaphore-over-release-bounded", 1, 1, {"free=1"}},
      // Killed before its five steps (acquire, two stores, release, its end), or after all: 6. With
      // the lock it dies at three of them.
      {"terminate-holding-lock", 6, 1, {"believes what is whole=1"}},
      {"terminate-holding-lock-repaired", 6, 1, {"believes what is whole=1"}},
      {"terminate-holding-lock-timed", 6, 1, {"believes what is whole=1"}},
      {"timeout-checked", 4, 2, {"given up=0 sum=2", "given up=1 sum=1"}},  // as timed-acquire
      {"timeout-ignored", 18, 2, {"given up=0 sum=1", "given up=0 sum=2"}},
      {"value-plus-equals", 90, 3, {"final=1", "final=2", "final=3"}},  // 6! / 2^3
      {"value-plus-equals-locked", 6, 1, {"final=3"}},                  // 3!
  };
}

namespace {

using golden::explore;
using golden::outcomes_of;

// Reading and writing are sections of the same lock: of two for each process there are (2n)!/2^n
// orders. Any number of increments from 1 to n is left.
TEST(Pitfalls, PlusEqualsKeepsAnyNumberOfIncrements) {
  std::set<std::string> expected;
  for (const auto& [n, executions] : {std::pair(1, 1u), std::pair(2, 6u), std::pair(3, 90u)}) {
    const CheckResult result = explore("value-plus-equals", {fmt::format("processes={}", n)});
    expected.insert(fmt::format("final={}", n));
    EXPECT_EQ(outcomes_of(result), expected);
    EXPECT_EQ(result.executions, executions);
  }
}

// Three who meet, one of them killed at any moment: in time, all others come back.
TEST(Pitfalls, KilledWaitersHangNoBarrierOfThree) {
  const CheckResult result = explore("barrier-waiter-killed", {"parties=3"});
  EXPECT_TRUE(result.complete) << result.limit;
  EXPECT_THAT(result.findings, testing::IsEmpty());
}

// The waits of the deadlock tell who holds the lock, though it has ended.
TEST(Pitfalls, ADeadHolderIsNamed) {
  const CheckResult result = explore("terminate-holding-lock", {});
  ASSERT_EQ(result.findings.size(), 1u);
  ASSERT_EQ(result.findings[0].waits.size(), 1u);
  EXPECT_EQ(result.findings[0].waits[0],
            (WaitsFor{"MainProcess", "lock", "Process-1 (which has ended)"}));
}

}  // namespace
}  // namespace ravel
