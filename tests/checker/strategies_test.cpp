// Strategies: exact numbers of interleavings, repetition, and names.
#include "checker/strategy.h"

#include <gtest/gtest.h>

#include "checker/parameters.h"
#include "checker/schedule.h"
#include "checker/strategies/follow.h"
#include "tests/checker/explore.h"

namespace ravel::test {
namespace {

using os::Os;

void locked_increment(Os& os, const Shared& shared) {
  os.acquire(shared.semaphore, os::kForever);
  increment(os, shared);
  os.release(shared.semaphore);
}

void only_lock(Os& os, const Shared& shared) {
  os.acquire(shared.semaphore, os::kForever);
  os.release(shared.semaphore);
}

void try_lock(Os& os, const Shared& shared) {
  if (os.acquire(shared.semaphore, std::chrono::nanoseconds(0))) os.release(shared.semaphore);
}

// Two processes of two steps: 4! / (2! 2!) = 6. Starting, ending and waiting add none.
TEST(DepthFirst, ExploresSixInterleavingsOfTwoTimesTwoSteps) {
  const Explored explored = explore_all(program({increment, increment}));
  EXPECT_EQ(explored.executions, 6u);
  // Only the 2 orders without overlap count to 2.
  EXPECT_EQ(explored.values, (std::map<std::int64_t, std::uint64_t>{{1, 4}, {2, 2}}));
}

// Three processes of two steps: 6! / (2! 2! 2!) = 90. Three of three: 9! / (3! 3! 3!) = 1680.
TEST(DepthFirst, ExploresTheMultinomialOfIndependentSteps) {
  EXPECT_EQ(explore_all(program({increment, increment, increment})).executions, 90u);
  const Child thrice = [](Os& os, const Shared& shared) {
    for (int i = 0; i < 3; ++i) store_once(os, shared);
  };
  EXPECT_EQ(explore_all(program({thrice, thrice, thrice})).executions, 1680u);
}

// p: A R, q: A R on one permit. Whoever acquires goes on alone until it has released; then the
// other one's acquire is enabled, and the first one has no step left: 2 orders. With n: n!.
TEST(DepthFirst, ExploresOneInterleavingPerOrderOfALock) {
  EXPECT_EQ(explore_all(program({only_lock, only_lock})).executions, 2u);
  EXPECT_EQ(explore_all(program({only_lock, only_lock, only_lock, only_lock})).executions, 24u);
  const Explored explored = explore_all(program({locked_increment, locked_increment}));
  EXPECT_EQ(explored.values, (std::map<std::int64_t, std::uint64_t>{{2, 2}}));
}

// p: try, release if taken; q the same. Both orders without overlap (2), and each with the other's
// try between acquire and release, which fails: 2 more.
TEST(DepthFirst, ExploresTheFailuresOfATry) {
  EXPECT_EQ(explore_all(program({try_lock, try_lock})).executions, 4u);
}

TEST(DepthFirst, NeverRepeatsAnInterleaving) {
  const Explored explored = explore_all(program({increment, store_once, increment}));
  // 5! / (2! 1! 2!) = 30.
  EXPECT_EQ(explored.executions, 30u);
  EXPECT_EQ(explored.orders.size(), 30u);
}

TEST(DepthFirst, ItsShareExploredRisesToOneAndNeverFalls) {
  const auto strategy = depth_first();
  sim::Simulation simulation{{}};
  double before = -1;
  do {
    simulation.run(program({increment, increment, increment}), *strategy);
    const double now = strategy->explored().value();
    EXPECT_GT(now, before);
    EXPECT_LT(now, 1);
    before = now;
  } while (strategy->next());
  EXPECT_EQ(strategy->explored(), 1.0);
}

TEST(DepthFirst, NoticesAProgramThatDoesNotRepeatItself) {
  int executions = 0;
  const sim::Body fickle = [&](Os& os) {
    const std::vector<Child> children(executions++ == 0 ? 2u : 3u, store_once);
    run_all(os, children, share(os));
  };
  const auto strategy = depth_first();
  sim::Simulation simulation{{}};
  simulation.run(fickle, *strategy);
  ASSERT_TRUE(strategy->next());
  EXPECT_EQ(simulation.run(fickle, *strategy).ending, sim::Ending::Stopped);
  EXPECT_TRUE(strategy->diverged());
}

TEST(Follow, RepeatsEveryExecutionStepByStep) {
  const sim::Body body = program({increment, try_lock, increment});
  const auto all = depth_first();
  sim::Simulation simulation{{}};
  do {
    const std::vector<sim::Step> steps = simulation.run(body, *all).steps;
    Follow again(schedule_of(simulation.trace()));
    EXPECT_EQ(again.execute(simulation, body).steps, steps);
    EXPECT_FALSE(again.diverged());
    EXPECT_TRUE(again.added().empty());
  } while (all->next());
}

TEST(Strategies, OptionsThatMakeNoSenseAreRefused) {
  EXPECT_THROW(make_strategy("random", {.bound = 1, .depth = {}}), UsageError);
  EXPECT_THROW(make_strategy("delays", {.bound = 1, .depth = 1}), UsageError);
  EXPECT_THROW(make_strategy("pct", {.bound = {}, .depth = 0}), UsageError);
  EXPECT_TRUE(make_strategy("pct", {.bound = {}, .depth = 1}));
}

TEST(Strategies, AnUnknownNameIsRefusedWithTheOnesThereAre) {
  try {
    make_strategy("bfs", {});
    FAIL() << "expected a UsageError";
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(),
                 "unknown strategy 'bfs'; available: optimal, dfs, preemptions, delays, random, "
                 "pct, pos, surw");
  }
}

}  // namespace
}  // namespace ravel::test
