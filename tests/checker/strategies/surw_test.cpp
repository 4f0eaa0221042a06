// Selectively uniform random walk: every order of the interesting steps with the same probability,
// as far as the theory goes.
#include <gtest/gtest.h>

#include "checker/strategy.h"
#include "tests/checker/explore.h"
#include "tests/checker/strategies/statistics.h"

namespace ravel::test {
namespace {

using os::Os;

constexpr std::uint64_t kTrials = 12'000;

template <int Times>
void store(Os& os, const Shared& shared) {
  for (int i = 0; i < Times; ++i) store_once(os, shared);
}

using Orders = std::map<std::string, std::uint64_t>;

// The orders of the stores to the counter, after an execution to learn from.
Orders orders_of_stores(const sim::Body& body, Strategy& strategy, std::uint64_t executions) {
  Orders orders;
  sim::Simulation simulation{{}};
  for (std::uint64_t i = 0; i <= executions; ++i) {
    const sim::Execution& execution = strategy.execute(simulation, body);
    std::string order;
    for (const sim::Step& step : execution.steps)
      if (step.kind == sim::OperationKind::Store && step.object == 0)
        order += static_cast<char>('o' + step.process);
    if (i > 0) ++orders[order];
    strategy.next();
  }
  return orders;
}

void expect_uniform(const sim::Body& body, std::size_t orders_expected) {
  const auto strategy = surw(1);
  const Orders orders = orders_of_stores(body, *strategy, kTrials);
  EXPECT_EQ(orders.size(), orders_expected);
  for (const auto& [order, count] : orders)
    expect_share(count, kTrials, 1.0 / static_cast<double>(orders_expected), order);
}

// Two processes of a and b steps: C(a + b, a) orders.
TEST(Surw, TakesEveryInterleavingOfTwoProcessesWithTheSameProbability) {
  expect_uniform(program({store<1>, store<1>}), 2);
  expect_uniform(program({store<2>, store<3>}), 10);
  expect_uniform(program({store<7>, store<1>}), 8);
}

// 5! / (2! 2! 1!) = 30.
TEST(Surw, TakesEveryInterleavingOfThreeProcessesWithTheSameProbability) {
  expect_uniform(program({store<2>, store<2>, store<1>}), 30);
}

// The random walk comes to the last of 8 orders, qppppppp or the like, with 2^-7, 14 times less.
TEST(Surw, IsNotSkewedLikeTheRandomWalk) {
  const auto walk = random_walk(1);
  const Orders orders = orders_of_stores(program({store<7>, store<1>}), *walk, kTrials);
  expect_share(orders.at("qppppppp"), kTrials, 1.0 / 2);
  expect_share(orders.at("pppppppq"), kTrials, 1.0 / 128);
}

void scribble(Os& os, int times) {
  const os::Word own{os.create_memory(8), 0, 8};
  for (int i = 0; i < times; ++i) os.store(own, 1, os::Access::Plain);
}

void late_store(Os& os, const Shared& shared) {
  scribble(os, 9);
  store_once(os, shared);
}

// What nobody else sees is not interesting: 2 orders with 1/2, where the random walk would come to
// pq with 2^-10.
TEST(Surw, StepsThatConcernNobodyElseDoNotCount) {
  expect_uniform(program({late_store, store<1>}), 2);
}

void parent_of_three(Os& os, const Shared& shared) {
  store_once(os, shared);
  const os::Handle child = spawn(os, store<3>, shared);
  os.wait(child, os::kForever);
}

// p, then its child r three times, and q at any of the 5 places. Had p only its own step to come, q
// would be first with 1/2.
TEST(Surw, AProcessHasTheStepsOfThoseWhomItWillStart) {
  expect_uniform(program({parent_of_three, store<1>}), 5);
}

void busy_parent(Os& os, const Shared& shared) {
  scribble(os, 3);
  const os::Handle child = spawn(os, store<2>, shared);
  store_once(os, shared);
  os.wait(child, os::kForever);
}

// p once, its child r twice, q once: 4! / (1! 2! 1!) = 12. p may be chosen before it starts r, and
// then it is r's turn with 2/3.
TEST(Surw, AChildTakesOverThatItsParentWasChosen) {
  expect_uniform(program({busy_parent, store<1>}), 12);
}

void locked(Os& os, const Shared& shared) {
  os.acquire(shared.semaphore, os::kForever);
  store_once(os, shared);
  os.release(shared.semaphore);
  store_once(os, shared);
}

void release_late(Os& os, const Shared& shared) {
  store_once(os, shared);
  os.release(shared.semaphore);
}

void acquire_later(Os& os, const Shared& shared) {
  scribble(os, 1);
  os.acquire(shared.semaphore, os::kForever);
  store_once(os, shared);
}

// The counter being interesting, q may be chosen while it scribbles. Then p and r are held back
// before their stores, and q soon waits for what p would do after its own.
TEST(Surw, GoesOnWhenTheChosenProcessWaitsForOneThatIsHeldBack) {
  const sim::Body body = [](Os& os) {
    run_all(os, {release_late, acquire_later, store_once}, share(os, 0));
  };
  const auto strategy = surw(2);
  const Orders orders = orders_of_stores(body, *strategy, 1000);
  EXPECT_EQ(orders.size(), 3u);
  EXPECT_EQ(orders.count("pqr") + orders.count("prq") + orders.count("rpq"), 3u);
}

void sometimes_more(Os& os, const Shared& shared) {
  if (os.load(shared.counter, os::Access::Plain) == 1) store<3>(os, shared);
  locked(os, shared);
}

// With blocking, and numbers that are only right on average, nothing is uniform; but every
// interleaving still has a chance.
TEST(Surw, ReachesEveryInterleaving) {
  const sim::Body body = program({sometimes_more, locked});
  const auto strategy = surw(3);
  EXPECT_EQ(explore(body, *strategy, {}, 30'000).orders, explore_all(body).orders);
}

TEST(Surw, DrawsDataChoicesAndTheEndsOfTimedWaitsEvenly) {
  const sim::Body body = [](Os& os) {
    const Shared shared = share(os);
    const bool got = os.acquire(shared.semaphore, std::chrono::seconds(1));
    os.observe("value", static_cast<std::int64_t>(os.choose(3)) + (got ? 3 : 0));
  };
  sim::SimulationOptions anytime;
  anytime.timeouts = sim::Timeouts::Anytime;
  const auto strategy = surw(1);
  const Explored explored = explore(body, *strategy, anytime, kTrials);
  EXPECT_EQ(explored.values.size(), 6u);
  for (const auto& [value, count] : explored.values) expect_share(count, kTrials, 1.0 / 6);
}

TEST(Surw, ASeedGivesTheSameExecutions) {
  const auto orders = [](std::uint64_t seed) {
    const auto strategy = surw(seed);
    return orders_of(program({increment, increment, increment}), *strategy, 200);
  };
  EXPECT_EQ(orders(1), orders(1));
  EXPECT_NE(orders(1), orders(2));
}

}  // namespace
}  // namespace ravel::test
