// The tutorials: their exact numbers and outcomes, also at other sizes and with a clock.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>

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
      {"daemon-no-children", 1, 1, {"refused=1"}},
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
      // Each item after its own put: 4! / (2! * 2!).
      {"joinable-two-producers-two-consumers",
       120,
       6,
       {"eaten=2 order=yYzZ", "eaten=2 order=yzYZ", "eaten=2 order=yzZY", "eaten=2 order=zZyY",
        "eaten=2 order=zyYZ", "eaten=2 order=zyZY"}},
      {"jq-consumer-crash", 8, 0},
      {"jq-double-task-done", 194, 1, {"eaten=1 order="}},
      {"jq-join-without-producer-join",
       228,
       3,
       {"eaten=0 order=", "eaten=1 order=", "eaten=2 order="}},
      {"jq-nondaemon-consumers", 48, 0},
      {"jq-sentinels", 512, 1, {"eaten=2 order="}},
      {"ktv-extra-release", 36, 10},
      {"ktv-semaphore-four", 108, 54},
      {"list-isolation-ten", 6, 6},  // 3!
      // 3!
      {"list-shared-threads",
       6,
       6,
       {"lengths=1 2 3 order=abc", "lengths=1 2 3 order=acb", "lengths=1 2 3 order=bac",
        "lengths=1 2 3 order=bca", "lengths=1 2 3 order=cab", "lengths=1 2 3 order=cba"}},
      {"lock-hello-ten", 6, 6},  // 3!
      // 6! / 2^3 orders; those of two points are not told apart.
      {"lock-hello-ten-nolock", 90, 30},
      {"lock-ten-printers", 6, 6},           // 3!
      {"lock-ten-printers-nolock", 90, 90},  // 6! / 2^3
      {"manager-dict-busy-wait", 200, 1, {"keys=1"}},
      {"manager-dict-busy-wait-crash", 20, 1, {"keys=0"}},
      // Each thread of the server is stopped at one of 6 moments of its own end, that of the main
      // process too: 6 to the power of the clients. The child's call comes before the look or
      // after.
      {"manager-dict-input-wait", 72, 2, {"keys=0", "keys=1"}},
      // 6^3; two clients are accepted in 2! orders, and their calls are performed in 2! orders.
      {"manager-dict-joined", 864, 1, {"keys=2"}},
      // 6^3 * 2!; 4! / (2! * 2!) orders of two calls each.
      {"manager-dict-rmw", 2592, 2, {"n=1", "n=2"}},
      // 6^3 * 2!: the first who has the lock is accepted first.
      {"manager-dict-rmw-locked", 432, 1, {"n=2"}},
      {"manager-list-append", 432, 2, {"length=2 lengths=1 2", "length=2 lengths=2 1"}},
      {"manager-list-append-nolock",
       2592,
       3,
       {"length=2 lengths=1 2", "length=2 lengths=2 1", "length=2 lengths=2 2"}},
      {"pipe-duplex-swap", 2, 2, {"order=12 received=2", "order=21 received=2"}},
      {"pipe-duplex-swap-big", 1, 0},
      {"police-car-event", 85, 2, {"at red=0", "at red=1"}},
      {"pool-async-no-join",
       70,
       5,
       {"begun=0 order= results=0", "begun=1 order=a results=0", "begun=1 order=aA results=0",
        "begun=2 order=aAb results=0", "begun=2 order=aAbB results=0"}},
      {"pool-callback-crawler", 14, 1, {"counted=2 lines=2"}},
      {"pool-callback-main", 140, 1, {"counted=2 lines=2"}},
      {"pool-callback-none", 22, 1, {"counted=0 lines=0"}},
      {"pool-socket-server", 12, 1, {"answered=2"}},
      {"pool-socket-server-starved", 9, 1, {"answered=2"}},
      {"pool2-apply-four", 16, 1, {"begun=2 order=aAbB results=2"}},
      {"pool2-async-four", 140, 1, {"begun=2 order=aAbB results=2"}},
      {"pool3-apply-async", 140, 1, {"begun=2 order=aAbB results=2"}},
      {"pool3-apply-sync", 16, 1, {"begun=2 order=aAbB results=2"}},
      {"ppe-exception-asked", 8, 1, {"noticed=1"}},
      {"ppe-exception-unseen", 22, 1, {"noticed=0"}},
      {"ppe-submit-ten", 4, 1, {"order=ab"}},
      // The child's line among the two that follow its start.
      {"process-spawn-args",
       3,
       3,
       {"child knows its pid=1 order=MABC", "child knows its pid=1 order=MACB",
        "child knows its pid=1 order=MCAB"}},
      {"process-subclass-run", 1, 1, {"name=Myprocess-1 pid is the same=1"}},
      {"process-subclass-two", 2, 2, {"order=ab", "order=ba"}},  // 2!
      {"queue-parent-drains-counted",
       42,
       6,
       {"order=abc", "order=acb", "order=bac", "order=bca", "order=cab", "order=cba"}},
      {"queue-parent-drains-forever", 42, 0},
      {"queue-producer-consumer-pair", 1, 1, {"got=1"}},
      {"queue-producer-killed", 6, 1, {"got=1"}},
      // One of three producers has found room.
      {"queue3-join-before-consume", 3, 0},
      {"queue3-ten-producers-ten-consumers", 8, 2, {"order=ab", "order=ba"}},
      {"queue5-last-get", 1, 0},
      {"queue5-self-block", 1, 0},
      {"queue5-walk", 1, 1, {"said=false true 1 2 false 3 4 5 true Empty"}},
      // 4! / (2! * 2!) orders of two pairs of lines; who printed which G is not told apart.
      {"rlock-two-processes", 6, 4, {"order=G1G2", "order=G2G1", "order=GG12", "order=GG21"}},
      {"semaphore-three-db", 108, 54},
      {"single-worker-join", 1, 1, {"order=se!"}},
      {"socket-server-ends-with-client", 16, 1, {"answers=2"}},
      // Who is accepted first, and who says bye first.
      {"socket-server-parent-keeps-socket", 4, 0},
      {"socket-server-process-per-client", 16, 1, {"answers=2"}},
      {"start-all-join-all", 24, 24},         // 4!
      {"ten-process-join-then-sum", 90, 90},  // 6! / 2^3
      // Killed before acquire, holding (the deadlock), after release, or after its end.
      {"terminate-holds-lock", 4, 1, {"nothing observed"}},
      {"terminate-then-is-alive", 12, 7},
      {"thread-active-count", 2, 2, {"active=1", "active=2"}},
      {"thread-daemon-mixed", 189, 35},
      {"thread-daemon-short", 189, 45},
      // Main prints before, between or behind the two lines of the thread.
      {"thread-function", 3, 3, {"order=mro", "order=rmo", "order=rom"}},
      // 3!
      {"thread-mutex-hundred", 6, 1, {"n=0"}},
      // (3!)^2, as lost-update.
      {"thread-nomutex-hundred", 36, 3, {"n=0", "n=1", "n=2"}},
      {"thread-shared-global-joined", 1, 1, {"money=100"}},
      // 2!
      {"thread-shared-global-nojoin", 2, 2, {"money=100", "money=666"}},
      {"thread-subclass", 3, 3, {"order=mro", "order=rmo", "order=rom"}},
      {"thread-vs-process-pid",
       1,
       1,
       {"pids of processes=2 processes with main's pid=0 threads with main's pid=2"}},
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
  for (unsigned n = 1; n <= 5; ++n) {
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

CheckOptions at_random(std::uint64_t executions) {
  CheckOptions options;
  options.strategy = "pos";
  options.executions_max = executions;
  return options;
}

// 10 producers, 3 places: 7 wait for ever, and the main process for them.
TEST(Queues, LeaveAsManyProducersBlockedAsFindNoPlace) {
  const CheckResult result =
      explore("queue3-join-before-consume", {"pairs=10", "places=3"}, at_random(3));
  ASSERT_FALSE(result.findings.empty());
  for (const Finding& finding : result.findings) {
    EXPECT_EQ(finding.kind, FindingKind::PartialDeadlock);
    EXPECT_EQ(finding.processes.size(), 7u + 1);
  }
}

// A pipe has room for 65,536 bytes in each direction.
TEST(Pipes, DeadlockTwoWhoSendFirstOnlyIfAMessageIsLongerThanThem) {
  const auto kinds = [](const char* padding) {
    return golden::kinds_of(explore("pipe-duplex-swap", {padding}));
  };
  EXPECT_THAT(kinds("padding=65000"), testing::IsEmpty());
  EXPECT_THAT(kinds("padding=66000"), testing::ElementsAre(FindingKind::Deadlock));
}

/// Orders of the lines of tasks that are handed out one after the other: of `left` that no worker
/// has yet, `begin` have one and `end` have begun.
std::uint64_t pool_orders(int left, int begin, int end, int workers) {
  for (; left > 0 && begin + end < workers; --left) ++begin;
  if (begin + end == 0) return 1;
  std::uint64_t orders = 0;
  if (begin > 0) orders += begin * pool_orders(left, begin - 1, end + 1, workers);
  if (end > 0) orders += end * pool_orders(left, begin, end - 1, workers);
  return orders;
}

/// Orders in which tasks end: any of those that run can be next.
std::uint64_t pool_endings(std::uint64_t tasks, std::uint64_t workers) {
  if (tasks == 0) return 1;
  return std::min(tasks, workers) * pool_endings(tasks - 1, workers);
}

// Two consumers show the same orders as one.
TEST(JoinableQueues, AreEatenInSixOrders) {
  const auto orders = [](const char* consumers) {
    return outcomes_of(
        explore("joinable-two-producers-two-consumers", {consumers}, at_random(300)));
  };
  EXPECT_EQ(orders("consumers=2").size(), 6u);
  EXPECT_EQ(orders("consumers=2"), orders("consumers=1"));
}

// The formulas give the numbers of the tutorials' own sizes; at smaller ones executions at random
// find every order, and no other one.
TEST(Pools, ShowTheOrdersOfTasksThatAreHandedOutInTurn) {
  EXPECT_EQ(pool_orders(4, 0, 0, 2), 96u);
  EXPECT_EQ(pool_endings(10, 3), 13'122u);   // 3^8 * 2!
  EXPECT_EQ(pool_endings(5, 3), 54u);        // 3^3 * 2!
  EXPECT_EQ(pool_endings(10, 5), 375'000u);  // 5^6 * 4!
  EXPECT_EQ(explore("pool2-async-four", {"workers=2"}, at_random(500)).outcomes.size(),
            pool_orders(2, 0, 0, 2));
  std::set<std::string> endings;
  const CheckResult three = explore("pool3-apply-async", {"workers=2", "tasks=3"}, at_random(500));
  for (const auto& [outcome, executions] : three.outcomes) {
    std::string order = std::get<std::string>(outcome.at("order"));
    std::erase_if(order, [](char letter) { return letter >= 'a'; });
    endings.insert(order);
  }
  EXPECT_EQ(endings.size(), pool_endings(3, 2));
}

}  // namespace
}  // namespace ravel
