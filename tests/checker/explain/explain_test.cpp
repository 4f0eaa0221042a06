// Turning points of small programs, the reports of them, and what a stopped replay shows.
#include <gmock/gmock.h>

#include "checker/check.h"
#include "checker/explain/turning_point.h"
#include "checker/report/explanation_text.h"
#include "checker/report/state_text.h"
#include "tests/sim/programs.h"

namespace ravel {
namespace {

using test::Child;
using test::Shared;

void count_with_two(os::Os& os, const Parameters&) {
  const Shared shared = test::share(os);
  os.label(shared.counter.memory, "count");
  test::run_all(os, {test::increment, test::increment}, shared);
  os.observe("value", static_cast<std::int64_t>(os.load(shared.counter, os::Access::Plain)));
}

std::optional<std::string> counts_to_two(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "value") == 2) return {};
  return "an update is lost";
}

// `counter.memory` carries a second semaphore.
void fork_first(os::Os& os, const Shared& shared) {
  os.acquire(shared.semaphore, os::kForever);
  os.acquire(shared.counter.memory, os::kForever);
  os.release(shared.counter.memory);
  os.release(shared.semaphore);
}
void spoon_first(os::Os& os, const Shared& shared) {
  os.acquire(shared.counter.memory, os::kForever);
  os.acquire(shared.semaphore, os::kForever);
  os.release(shared.semaphore);
  os.release(shared.counter.memory);
}
void dine(os::Os& os, const Parameters&) {
  const os::Handle fork = os.create_semaphore(1, 1);
  os.label(fork, "fork");
  const os::Handle spoon = os.create_semaphore(1, 1);
  os.label(spoon, "spoon");
  test::run_all(os, {fork_first, spoon_first}, {{spoon, 0, 8}, fork});
}

void draw(os::Os& os, const Parameters&) {
  os::expect(os.choose(3) != 1, "it was one");
}

void fail(os::Os& os, const Shared&) {
  os.choose(2);
  os::expect(false, "always");
}
void fail_always(os::Os& os, const Parameters&) {
  test::run_all(os, {fail}, test::share(os));
}

// Looks that have nothing to do with each other: 30! / 10!^3 interleavings for each draw.
void look_often(os::Os& os, const Shared& shared) {
  for (int i = 0; i < 10; ++i) os.load(shared.counter, os::Access::Atomic);
}
void fail_beside_others(os::Os& os, const Parameters&) {
  test::run_all(os, {look_often, look_often, look_often, fail}, test::share(os));
}

Scenario scenario(Body body, Invariant invariant = nullptr) {
  Scenario result;
  result.name = "example";
  result.body = body;
  result.invariant = invariant;
  return result;
}

struct Explained {
  CheckResult result;
  Explanation explanation;
};

Explained explained(const Scenario& example) {
  CheckResult result = check(example, {}, {});
  EXPECT_EQ(result.findings.size(), 1u);
  auto explanation = explain(example, result.findings.at(0));
  EXPECT_TRUE(explanation);
  return {std::move(result), explanation ? std::move(*explanation) : Explanation{}};
}

// Steps 0 and 1 start p and q. An update is lost when one of them loads between load and store of
// the other; up to that load everything is still to be had.
TEST(Explain, FindsTheLoadThatLosesAnUpdate) {
  const Explained lost = explained(scenario(count_with_two, counts_to_two));
  ASSERT_TRUE(lost.explanation.turning_point);
  const TurningPoint& point = *lost.explanation.turning_point;
  EXPECT_EQ(point.step, 3u);
  EXPECT_TRUE(point.exact);
  EXPECT_EQ(explanation_text(lost.explanation, {.width = 90}),
            R"(turning point: step 3, Process-2 load count -> 0 (tests/sim/programs.h:49)
  before it some continuation is right, behind it none
  wrong: Process-2 load count -> 0 (tests/sim/programs.h:49)
         before Process-1 store count -> 1 (tests/sim/programs.h:50)
  right: Process-1 store count -> 1 (tests/sim/programs.h:50)
         before Process-2 load count -> 1 (tests/sim/programs.h:49)

  wrong                                       right
>    3 Process-2 load count -> 0              >    3 Process-1 store count -> 1
     4 Process-2 store count -> 1                  4 Process-1 exit -> 0
     5 Process-2 exit -> 0                         5 MainProcess wait Process-1 -> exit...
>    6 Process-1 store count -> 1             >    6 Process-2 load count -> 1
     7 Process-1 exit -> 0                         7 Process-2 store count -> 2
     8 MainProcess wait Process-1 -> exit...       8 Process-2 exit -> 0
     9 MainProcess wait Process-2 -> exit...       9 MainProcess wait Process-2 -> exit...
    10 MainProcess load count -> 1                10 MainProcess load count -> 2
    11 MainProcess wait-all children              11 MainProcess wait-all children
    12 MainProcess exit -> 0                      12 MainProcess exit -> 0
)");
}

// Both processes have one of the two: that is the second acquire. It is never made good, since the
// one who would come first in the right run never gets there.
TEST(Explain, FindsTheAcquireThatClosesTheCircle) {
  const Explained stuck = explained(scenario(dine));
  ASSERT_TRUE(stuck.explanation.turning_point);
  const TurningPoint& point = *stuck.explanation.turning_point;
  EXPECT_EQ(point.step, 3u);
  EXPECT_EQ(point.in_wrong, (Pair{3, std::nullopt}));
  ASSERT_TRUE(point.in_right);
  EXPECT_EQ(point.in_right->first, 3u);
}

TEST(Explain, NamesADrawWithoutAPair) {
  const Explained drawn = explained(scenario(draw));
  ASSERT_TRUE(drawn.explanation.turning_point);
  EXPECT_EQ(drawn.explanation.turning_point->step, 0u);
  EXPECT_FALSE(drawn.explanation.turning_point->in_wrong);
}

TEST(Explain, SaysWhenEveryExecutionIsWrong) {
  const Explained wrong = explained(scenario(fail_always));
  EXPECT_TRUE(wrong.explanation.always_wrong);
  EXPECT_EQ(explanation_text(wrong.explanation, {}), "no turning point: no execution is right\n");
}

// One execution for each draw says it all.
TEST(Explain, IsNotDrownedInOrdersThatDoNotMatter) {
  const Explained wrong = explained(scenario(fail_beside_others));
  EXPECT_TRUE(wrong.explanation.always_wrong);
  EXPECT_EQ(wrong.explanation.executions, 2u);
}

// After the wrong execution itself nothing is left for the reduction; the probes find nothing (one
// of 2, the single choice) or the load that FindsTheLoadThatLosesAnUpdate.
TEST(Explain, SaysWhatItCouldNotDecide) {
  const Scenario failing = scenario(fail_always);
  const CheckResult wrong = check(failing, {}, {});
  const auto undecided = explain(failing, wrong.findings.at(0), {.executions = 1, .probes = 1});
  ASSERT_TRUE(undecided);
  EXPECT_EQ(explanation_text(*undecided, {}),
            "turning point: could not be decided in 2 executions, none of which is right\n");

  const Scenario losing = scenario(count_with_two, counts_to_two);
  const CheckResult lost = check(losing, {}, {});
  const auto probed = explain(losing, lost.findings.at(0), {.executions = 1});
  ASSERT_TRUE(probed && probed->turning_point);
  EXPECT_EQ(probed->turning_point->step, 3u);
  EXPECT_FALSE(probed->turning_point->exact);
  EXPECT_THAT(explanation_text(*probed, {}),
              testing::ContainsRegex("behind it none of those looked at \\(.*\\); there may be a "
                                     "later one"));
}

// Stopped before the last step, an acquire that has to wait: who has what.
TEST(State, TellsWhoWaitsAndWhatThereIs) {
  const Scenario example = scenario(dine);
  const CheckResult result = check(example, {}, {});
  const ReplayResult stopped = replay(example, result.findings.at(0).token, 4);
  ASSERT_TRUE(stopped.stopped);
  EXPECT_THAT(state_text(*stopped.stopped),
              testing::MatchesRegex("processes\n"
                                    "  MainProcess: wait Process-1 at .*, has to wait\n"
                                    "  Process-1: acquire spoon at .*, has to wait for Process-2; "
                                    "holds fork\n"
                                    "  Process-2: acquire fork at .*, has to wait for Process-1; "
                                    "holds spoon\n"
                                    "objects\n"
                                    "  fork: 0 permits\n"
                                    "  spoon: 0 permits\n"));
}

// After 3 steps: both have been started, and one has loaded.
TEST(State, ShowsTheWordsOfAMemory) {
  const Scenario example = scenario(count_with_two, counts_to_two);
  const CheckResult result = check(example, {}, {});
  const ReplayResult whole = replay(example, result.findings.at(0).token, 100);
  EXPECT_THAT(state_text(*whole.stopped), testing::HasSubstr("  count: 8 bytes: [0] = 1\n"));
  EXPECT_THAT(state_text(*whole.stopped),
              testing::HasSubstr("  Process-2: has ended, exit code 0\n"));
}

}  // namespace
}  // namespace ravel
