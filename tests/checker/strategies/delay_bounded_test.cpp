// Delay bounding: exact numbers of executions, against combinatorics and against a count by hand of
// the delays in every interleaving.
#include <gtest/gtest.h>

#include "checker/check.h"
#include "checker/report/text.h"
#include "checker/strategy.h"
#include "tests/checker/strategies/bounded.h"

namespace ravel::test {
namespace {

using os::Os;

// The delays that an execution needed, read from its record: how many enabled processes were passed
// over at each step, going round from the one that went last.
std::size_t delays_in(const sim::Execution& execution) {
  std::size_t delays = 0;
  std::size_t last = 0;
  for (const sim::Step& step : execution.steps) {
    if (!step.decided) continue;
    for (std::size_t id = last; id != step.process; id = (id + 1) % sim::kProcessesMax)
      delays += step.enabled.contains(id) ? 1 : 0;
    last = step.process;
  }
  return delays;
}

constexpr Bounded kDelays{delays_in, delay_bounded};

// n writers of one step. With m of them left, the i-th in turn goes after i - 1 delays, 0 to m - 1:
// so there are as many orders of d delays as permutations of d inversions (both have the generating
// function 1 (1 + q) ... (1 + q + ... + q^(n-1))), the Mahonian numbers
//   n = 3:  1 2 2 1
//   n = 4:  1 3 5 6 5 3 1
//   n = 5:  1 4 9 15 20 22 20 15 9 4 1
// of which the bound takes the first ones together.
TEST(DelayBounded, ExploresAsManyOrdersOfWritersAsThereArePermutationsOfFewInversions) {
  const std::map<std::size_t, std::vector<std::uint64_t>> sums = {
      {3, {1, 3, 5, 6}}, {4, {1, 4, 9, 15}}, {5, {1, 5, 14, 29}}};
  for (const auto& [writers, expected] : sums)
    for (std::uint32_t bound = 0; bound < 4; ++bound)
      EXPECT_EQ(executions(kDelays, program(std::vector<Child>(writers, store_once)), bound),
                expected[bound])
          << writers << " writers, bound " << bound;
}

TEST(DelayBounded, WithoutABoundItEndsWithEveryInterleaving) {
  EXPECT_EQ(executions(kDelays, program(std::vector<Child>(4, store_once)), {}), 24u);
  EXPECT_EQ(executions(kDelays, program({increment, increment, increment}), {}), 90u);
}

// The 24 orders of four writers need 6 delays at most.
TEST(DelayBounded, TellsABoundThatLeavesExecutionsOutFromOneThatDoesNot) {
  const sim::Body writers = program(std::vector<Child>(4, store_once));
  for (std::uint32_t bound = 0; bound < 9; ++bound) {
    const auto strategy = delay_bounded(bound);
    explore(writers, *strategy);
    EXPECT_EQ(strategy->bound_reached(), bound < 6) << bound;
  }
}

TEST(DelayBounded, ExploresExactlyWhatLiesWithinTheBoundFewestDelaysFirst) {
  const sim::Body body = program({increment, store_once, increment});
  for (std::uint32_t bound = 0; bound < 6; ++bound) expect_all_within(kDelays, body, bound);
}

TEST(DelayBounded, PassesOverBlockedProcessesForNothing) {
  for (std::uint32_t bound = 0; bound < 4; ++bound)
    expect_all_within(kDelays, program({lock, try_lock, lock}), bound);
}

// Which alternative is drawn is not a matter of delays.
TEST(DelayBounded, ExploresAllDataChoicesWhateverTheBound) {
  EXPECT_EQ(executions(kDelays, program({draw}), 0), 6u);
  for (std::uint32_t bound = 0; bound < 4; ++bound)
    expect_all_within(kDelays, program({draw, increment, draw}), bound);
}

void impatient(Os& os, const Shared& shared) {
  if (os.acquire(shared.semaphore, std::chrono::seconds(1))) os.release(shared.semaphore);
}

// A timed acquire of a free lock succeeds or gives up: 2 ways without any delay. Alone: 2.
TEST(DelayBounded, ExploresBothEndsOfATimedWaitWhateverTheBound) {
  sim::SimulationOptions anytime;
  anytime.timeouts = sim::Timeouts::Anytime;
  const auto strategy = delay_bounded(0);
  EXPECT_EQ(explore(program({impatient}), *strategy, anytime).executions, 2u);
  for (std::uint32_t bound = 0; bound < 4; ++bound)
    expect_all_within(kDelays, program({impatient, lock, impatient}), bound, anytime);
}

TEST(DelayBounded, NoticesAProgramThatDoesNotRepeatItself) {
  int executions = 0;
  const sim::Body fickle = [&](Os& os) {
    const std::vector<Child> children(executions++ < 2 ? 2u : 3u, increment);
    run_all(os, children, share(os));
  };
  const auto strategy = delay_bounded(2);
  sim::Simulation simulation{{}};
  simulation.run(fickle, *strategy);
  ASSERT_TRUE(strategy->next());
  simulation.run(fickle, *strategy);
  ASSERT_TRUE(strategy->next());
  EXPECT_EQ(simulation.run(fickle, *strategy).ending, sim::Ending::Stopped);
  EXPECT_TRUE(strategy->diverged());
  EXPECT_FALSE(strategy->repeated()) << "a divergence counts";
}

// Two steps, but none of them plain: what gets lost is no race.
void increment_in_order(Os& os, const Shared& shared) {
  const std::uint64_t seen = os.load(shared.counter, os::Access::Atomic);
  os.store(shared.counter, seen + 1, os::Access::Atomic);
}

Scenario writers(std::optional<std::string> (*invariant)(const Outcome&, const Parameters&)) {
  Scenario result;
  result.name = "writers";
  result.group = "tests";
  result.summary = "an example";
  result.body = [](Os& os, const Parameters&) {
    program({increment_in_order, increment_in_order, increment_in_order})(os);
  };
  result.invariant = invariant;
  return result;
}

CheckResult check_writers(std::optional<std::uint32_t> bound,
                          std::optional<std::string> (*invariant)(const Outcome&,
                                                                  const Parameters&) = nullptr) {
  CheckOptions options;
  options.strategy = "delays";
  options.bound = bound;
  return check(writers(invariant), {}, options);
}

// p, q, r: load and store. Without a delay ppqqrr; with one: delayed at its load, p leaves it to q,
// which goes on to its end, then r, then p: qqrrpp; at its store pqqrrp; q likewise pprrqq, ppqrrq;
// r has nobody to leave it to. 1 + 4 = 5.
TEST(DelayBounded, ACheckWithinABoundIsNeverComplete) {
  const CheckResult result = check_writers(1);
  EXPECT_EQ(result.executions, 5u);
  EXPECT_FALSE(result.complete);
  EXPECT_EQ(result.verdict, Verdict::Limit);
  EXPECT_EQ(result.limit, "bound");
  EXPECT_EQ(result.guarantee, "every execution with at most 1 delay was explored");
  EXPECT_EQ(check_text(result, {}, {}),
            "writers\n"
            "no finding in 5 executions (limit reached, bound 1)\n"
            "  limit: bound 1 (--bound)\n"
            "  guarantee: every execution with at most 1 delay was explored\n");
}

TEST(DelayBounded, ACheckWhoseBoundLeavesNothingOutIsComplete) {
  for (const std::optional<std::uint32_t> bound : {std::optional<std::uint32_t>(100), {}}) {
    const CheckResult result = check_writers(bound);
    EXPECT_EQ(result.executions, 90u);
    EXPECT_TRUE(result.complete);
    EXPECT_EQ(result.verdict, Verdict::Ok);
    EXPECT_EQ(result.limit, "");
    EXPECT_EQ(result.guarantee, "");
  }
}

std::optional<std::string> loses_none(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "value") == 3) return {};
  return "an update was lost";
}

// Without a delay everybody goes from its load to its store.
TEST(DelayBounded, TheFirstFindingHasTheFewestDelays) {
  EXPECT_TRUE(check_writers(0, loses_none).findings.empty());
  const CheckResult result = check_writers({}, loses_none);
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.guarantee, "every execution with at most 0 delays was explored");
}

// One execution without a delay, four with one: the fourth is not their last.
TEST(DelayBounded, ALimitBeforeTheEndPromisesOnlyWhatWasExplored) {
  CheckOptions options;
  options.strategy = "delays";
  options.bound = 2;
  options.executions_max = 4;
  const CheckResult result = check(writers(nullptr), {}, options);
  EXPECT_EQ(result.limit, "executions");
  EXPECT_EQ(result.guarantee, "every execution with at most 0 delays was explored");
}

}  // namespace
}  // namespace ravel::test
