// The random walk: distributions that can be worked out by hand.
#include <gtest/gtest.h>

#include "checker/strategy.h"
#include "tests/checker/explore.h"
#include "tests/checker/strategies/statistics.h"

namespace ravel::test {
namespace {

using os::Os;

// Two times two steps: the first choice is 1/2; after p's first step, p again with 1/2 (then all is
// decided), else q; then another choice of 1/2. Orders ppqq, qqpp: 1/4; the four others: 1/8.
TEST(RandomWalk, TakesEachEnabledProcessWithTheSameProbability) {
  const auto strategy = random_walk(42);
  const auto orders = orders_of(program({increment, increment}), *strategy, 8000);
  ASSERT_EQ(orders.size(), 6u);
  for (const auto& [order, count] : orders)
    expect_share(count, 8000, order == "ppqq" || order == "qqpp" ? 1.0 / 4 : 1.0 / 8, order);
}

// n processes of one step: each of n! orders with 1/n!.
TEST(RandomWalk, TakesEachOrderOfSingleStepsWithTheSameProbability) {
  std::uint64_t factorial = 2;
  for (std::size_t n = 3; n <= 5; ++n) {
    factorial *= n;
    const auto strategy = random_walk(n);
    const auto orders =
        orders_of(program(std::vector<Child>(n, store_once)), *strategy, 100 * factorial);
    ASSERT_EQ(orders.size(), factorial);
    for (const auto& [order, count] : orders)
      expect_share(count, 100 * factorial, 1 / static_cast<double>(factorial), order);
  }
}

void impatient(Os& os, const Shared& shared) {
  os.acquire(shared.semaphore, std::chrono::seconds(1));
}

// A timed wait that can succeed and give up has two transitions, the store has one: q's store comes
// first with 1/3.
TEST(RandomWalk, TakesEachTransitionWithTheSameProbability) {
  sim::SimulationOptions anytime;
  anytime.timeouts = sim::Timeouts::Anytime;
  const auto strategy = random_walk(3);
  const auto orders = orders_of(program({impatient, store_once}), *strategy, 6000, anytime);
  expect_share(orders.at("qp"), 6000, 1.0 / 3);
}

TEST(RandomWalk, ASeedGivesTheSameWalks) {
  const auto walk = [](std::uint64_t seed) {
    const auto strategy = random_walk(seed);
    return orders_of(program({increment, increment, increment}), *strategy, 50);
  };
  EXPECT_EQ(walk(1), walk(1));
  EXPECT_NE(walk(1), walk(2));
}

}  // namespace
}  // namespace ravel::test
