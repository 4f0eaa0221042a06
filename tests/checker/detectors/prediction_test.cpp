// What shows only in other executions than those that were explored: circular orders of locks, and
// programs that do not end although the schedule is fair.
#include <gtest/gtest.h>

#include "checker/explain/turning_point.h"
#include "tests/checker/detectors/trial.h"

namespace ravel::test {
namespace {

using os::Access;
using os::Os;

CheckOptions executions(std::uint64_t count, std::uint32_t steps = 10'000) {
  CheckOptions options;
  options.executions_max = count;
  options.steps_max = steps;
  return options;
}

void both(Os& os, os::Handle first, os::Handle second) {
  os.acquire(first, os::kForever);
  os.acquire(second, os::kForever);
  os.release(second);
  os.release(first);
}
void a_then_b(Os& os, const Things& things) {
  both(os, things.a, things.b);
}
void b_then_a(Os& os, const Things& things) {
  both(os, things.b, things.a);
}
void gated_a_then_b(Os& os, const Things& things) {
  os.acquire(things.gate, os::kForever);
  both(os, things.a, things.b);
  os.release(things.gate);
}
void gated_b_then_a(Os& os, const Things& things) {
  os.acquire(things.gate, os::kForever);
  both(os, things.b, things.a);
  os.release(things.gate);
}
void signal_when_done(Os& os, const Things& things) {
  both(os, things.a, things.b);
  os.release(things.signal);
}
void wait_for_the_signal(Os& os, const Things& things) {
  os.acquire(things.signal, os::kForever);
  both(os, things.b, things.a);
}
// A plain flag orders nothing, but whoever sees it comes after all.
void flag_when_done(Os& os, const Things& things) {
  both(os, things.a, things.b);
  os.store(things.y, 1, Access::Plain);
}
void only_after_the_flag(Os& os, const Things& things) {
  if (os.load(things.y, Access::Plain) != 0) both(os, things.b, things.a);
}
void try_a_under_b(Os& os, const Things& things) {
  os.acquire(things.b, os::kForever);
  if (os.acquire(things.a, std::chrono::seconds(0))) os.release(things.a);
  os.release(things.b);
}

// One execution, in which one process comes after the other: the deadlock did not strike.
TEST(LockOrder, IsPredictedAndConfirmed) {
  const CheckResult result = tried(all_of<a_then_b, b_then_a>, executions(1));
  ASSERT_EQ(kinds(result), Kinds{FindingKind::LockOrder});
  const Finding& finding = result.findings[0];
  EXPECT_EQ(finding.message,
            "locks are taken in a circle, which can end in a deadlock: Process-1 takes b while it "
            "holds a and Process-2 takes a while it holds b; take them in one order everywhere");
  EXPECT_EQ(finding.locations.size(), 2u);
  const ReplayResult again = replay(example(all_of<a_then_b, b_then_a>), finding.token);
  ASSERT_EQ(again.findings.size(), 1u);
  EXPECT_EQ(again.findings[0].kind, FindingKind::Deadlock);
}

// The deadlock stands for it when it is made simpler and explained: the main process starts both
// and waits for the first one, each of the two takes a lock and wants the other's. That takes 2
// switches, and what leads into it is the second lock: step 3.
TEST(LockOrder, IsMinimizedAndExplainedByTheDeadlockThatItEndsIn) {
  const CheckResult result = tried(all_of<a_then_b, b_then_a>, executions(1));
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_TRUE(result.findings[0].minimized_from);
  EXPECT_EQ(result.findings[0].context_switches, 2u);
  const auto explanation = explain(example(all_of<a_then_b, b_then_a>), result.findings[0]);
  ASSERT_TRUE(explanation && explanation->turning_point);
  EXPECT_EQ(explanation->turning_point->step, 3u);
  EXPECT_TRUE(explanation->turning_point->exact);
}

// The same two orders under a gate lock, one after the other, and with a try that gives up.
TEST(LockOrder, IsNoneIfTheCircleCannotClose) {
  for (const auto body :
       {all_of<gated_a_then_b, gated_b_then_a>, all_of<signal_when_done, wait_for_the_signal>,
        all_of<a_then_b, try_a_under_b>, all_of<a_then_b, a_then_b>}) {
    const CheckResult result = tried(body, executions(1));
    EXPECT_EQ(kinds(result), Kinds{});
  }
}

// What nothing but a plain flag prevents is predicted, and refuted by the search.
TEST(LockOrder, IsNotReportedIfTheSearchRefutesIt) {
  EXPECT_EQ(kinds(tried(all_of<flag_when_done, only_after_the_flag>, executions(1))),
            Kinds{FindingKind::Race});
}

void loop_under_a(Os& os, const Things& things) {
  for (;;) {
    os.acquire(things.a, os::kForever);
    os.release(things.a);
  }
}
void once_under_a(Os& os, const Things& things) {
  os.acquire(things.a, os::kForever);
  os.release(things.a);
}
// Takes turns: gives the other one the signal, and waits for the way back.
void serve(Os& os, const Things& things) {
  for (;;) {
    os.release(things.signal);
    os.acquire(things.gate, os::kForever);
  }
}
void be_served(Os& os, const Things& things) {
  for (;;) {
    os.acquire(things.signal, os::kForever);
    os.release(things.gate);
  }
}

TEST(Starvation, IsBeingBypassedAgainAndAgain) {
  const CheckResult result = tried(all_of<loop_under_a, once_under_a>, executions(1, 1000));
  ASSERT_EQ(kinds(result), Kinds{FindingKind::Starvation});
  EXPECT_EQ(result.findings[0].processes, std::vector<std::string>{"Process-2"});
  // Nobody can be bypassed where each waits for the other.
  EXPECT_EQ(kinds(tried(all_of<serve, be_served>, executions(1, 1000))), Kinds{});
}

void wait_for_a_signal(Os& os, const Things& things) {
  os.acquire(things.signal, os::kForever);
}
void signal_for_ever(Os& os, const Things& things) {
  for (;;) {
    os.release(things.signal);
    os.store(things.y, 1, Access::Atomic);
  }
}

TEST(PartialDeadlock, IsWaitingWhileOthersGoOnWithoutEnd) {
  const CheckResult result = tried(all_of<wait_for_a_signal, loop_under_a>, executions(1, 1000));
  ASSERT_EQ(kinds(result), Kinds{FindingKind::PartialDeadlock});
  EXPECT_EQ(result.findings[0].processes, std::vector<std::string>{"Process-1"});
  EXPECT_EQ(kinds(tried(all_of<wait_for_a_signal, signal_for_ever>, executions(1, 90))), Kinds{});
}

// Both look for what only the other one could do.
void spin_then_set(Os& os, os::Word mine, os::Word other) {
  while (os.load(other, Access::Atomic) == 0) {
  }
  os.store(mine, 1, Access::Atomic);
}
void set_then_spin(Os& os, os::Word mine, os::Word other) {
  os.store(mine, 1, Access::Atomic);
  while (os.load(other, Access::Atomic) == 0) {
  }
}
void polite_x(Os& os, const Things& things) {
  spin_then_set(os, things.x, things.y);
}
void polite_y(Os& os, const Things& things) {
  spin_then_set(os, things.y, things.x);
}
void brisk_x(Os& os, const Things& things) {
  set_then_spin(os, things.x, things.y);
}
void brisk_y(Os& os, const Things& things) {
  set_then_spin(os, things.y, things.x);
}

TEST(Livelock, IsGoingInCirclesAlthoughEachGetsItsTurn) {
  const CheckResult result = tried(all_of<polite_x, polite_y>, executions(1, 1000));
  ASSERT_EQ(kinds(result), Kinds{FindingKind::Livelock});
  EXPECT_EQ(result.findings[0].processes, (std::vector<std::string>{"Process-1", "Process-2"}));
  // Only an unfair schedule keeps this from ending.
  EXPECT_EQ(kinds(tried(all_of<brisk_x, brisk_y>, executions(1, 1000))), Kinds{});
}

}  // namespace
}  // namespace ravel::test
