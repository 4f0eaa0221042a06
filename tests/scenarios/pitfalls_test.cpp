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
      {"join-before-drain", 1, 0},
      {"join-before-drain-drained", 3, 1, {"bytes=1000000"}},
      {"join-holding-lock", 2, 1, {"result=42"}},  // 2!, one of them for ever
      {"join-poll-race", 2, 2, {"early=-1 late=3 other thread=3", "early=3 late=3 other thread=3"}},
      {"joinable-join-early", 48, 3, {"done=0", "done=1", "done=2"}},
      {"joinable-join-late", 16, 1, {"done=2"}},
      {"joinable-missing-task-done", 2, 0},
      {"lock-double-release", 1, 0},
      // The first fails before both others (1: they do nothing more), between them, behind them.
      {"lock-exception", 5, 1, {"nothing observed"}},
      {"lock-exception-guard", 6, 1, {"nothing observed"}},  // 3!
      {"lock-foreign-release", 34, 2, {"sum=2", "sum=3"}},
      {"lock-taken-twice", 1, 0},
      {"manager-mutable-inside", 36, 1, {"length=0"}},
      {"manager-mutable-inside-set", 36, 1, {"length=1"}},
      {"nested-manager-race", 216, 1, {"right=1"}},
      {"notify-before-wait", 16, 1, {"nothing observed"}},
      {"notify-before-wait-event", 139, 1, {"nothing observed"}},
      {"notify-before-wait-predicate", 14, 1, {"nothing observed"}},
      {"pipe-both-send-big", 1, 0},
      {"pipe-both-send-in-turn", 9, 1, {"received=2"}},
      {"pipe-two-readers", 8, 2, {"whole=0", "whole=2"}},
      {"pipe-two-readers-locked", 2, 1, {"whole=2"}},
      {"pipe-unclosed-end", 1, 0},
      {"pipe-unclosed-end-closed", 1, 1, {"received=1"}},
      {"pool-callback-raises", 8, 1, {"result=9"}},
      {"pool-callback-raises-cpython", 1, 0},
      {"pool-daemon-child", 8, 1, {"result=refused"}},
      {"pool-nested-apply", 1, 0},
      {"pool-nested-apply-async", 16, 1, {"result=81"}},
      {"pool-terminate-in-callback", 20, 1, {"result=9"}},
      {"pool-terminate-race", 474, 1, {"decided=2"}},
      {"pool-worker-killed", 48, 2, {"result=9", "result=worker died"}},
      {"pool-worker-killed-cpython", 5, 1, {"result=9"}},
      {"ppe-cancel-then-shutdown", 54, 2, {"cancelled=0 result=9", "cancelled=1 result=cancelled"}},
      {"ppe-crash-while-feeding", 240, 2, {"result=100000", "result=broken"}},
      {"ppe-many-submits", 969, 1, {"done=3"}},
      {"ppe-shutdown-in-callback", 440, 2, {"first=9 second=16", "first=9 second=refused"}},
      {"ppe-worker-killed",
       448,
       3,
       {"first=9 second=16", "first=9 second=broken", "first=broken second=broken"}},
      {"queue-empty-lies", 2, 2, {"empty=0 item=1", "empty=1 item=1"}},
      {"queue-empty-tells", 1, 1, {"empty=0 item=1"}},
      {"queue-order-kept", 1, 1, {"first=1"}},
      {"queue-order-two-producers", 6, 2, {"first=1", "first=2"}},
      {"queue-race-maxsize", 4, 1, {"items=1"}},
      {"queue-race-maxsize-tried", 2, 1, {"items=1"}},
      {"rlock-foreign-release", 1, 1, {"stranger=1"}},
      {"rlock-taken-twice", 1, 1, {"balance=1"}},
      {"semaphore-over-release", 1, 1, {"free=2"}},
      {"semaphore-over-release-bounded", 1, 1, {"free=1"}},
      {"shm-attacher-unlinks", 1, 1, {"found=42"}},
      {"shm-early-unlink", 2, 2, {"found=0", "found=42"}},
      {"shm-failed-attach-unlinks", 1, 1, {"found=42"}},
      {"shm-late-unlink", 1, 1, {"found=42"}},
      {"terminate-corrupts-queue", 2, 1, {"item=42"}},
      // Killed before its five steps (acquire, two stores, release, its end), or after all: 6. With
      // the lock it dies at three of them.
      {"terminate-holding-lock", 6, 1, {"believes what is whole=1"}},
      {"terminate-holding-lock-repaired", 6, 1, {"believes what is whole=1"}},
      {"terminate-holding-lock-timed", 6, 1, {"believes what is whole=1"}},
      {"terminate-in-get", 1, 1, {"item=42"}},
      {"terminate-mid-write", 3, 0},
      {"terminate-mid-write-own-pipe", 3, 2, {"message=cut off", "message=nothing"}},
      {"timeout-checked", 4, 2, {"given up=0 sum=2", "given up=1 sum=1"}},  // as timed-acquire
      {"timeout-ignored", 18, 2, {"given up=0 sum=1", "given up=0 sum=2"}},
      {"timer-watchdog", 10, 2, {"done=1 fired=0", "done=1 fired=1"}},
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

// A pipe has room for 64 KiB in each direction.
TEST(Pitfalls, FullChannelsDeadlockOnlyForWhatIsLongerThanThem) {
  for (const char* scenario : {"join-before-drain", "pipe-both-send-big"}) {
    EXPECT_THAT(golden::kinds_of(explore(scenario, {"bytes=100"})), testing::IsEmpty());
    EXPECT_THAT(golden::kinds_of(explore(scenario, {"bytes=65000"})), testing::IsEmpty());
    EXPECT_THAT(golden::kinds_of(explore(scenario, {"bytes=66000"})),
                testing::ElementsAre(FindingKind::Deadlock));
  }
}

}  // namespace
}  // namespace ravel
