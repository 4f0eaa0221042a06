// PCT: the bound of the paper, met exactly by programs that are as bad for it as can be.
#include <gmock/gmock.h>

#include "checker/check.h"
#include "checker/strategy.h"
#include "tests/checker/explore.h"
#include "tests/checker/strategies/statistics.h"

namespace ravel::test {
namespace {

using os::Os;
using testing::HasSubstr;
using testing::Not;

constexpr std::uint64_t kTrials = 10'000;

template <int Steps>
void store(Os& os, const Shared& shared) {
  for (int i = 0; i < Steps; ++i) store_once(os, shared);
}

using Orders = std::map<std::string, std::uint64_t>;

// Lets the strategy learn how long the executions are before it is judged.
Orders sampled(const std::vector<Child>& children, Strategy& strategy) {
  orders_of(program(children), strategy, 200);
  return orders_of(program(children), strategy, kTrials);
}

// Without change points the order of the priorities decides: 1/n! for each order.
TEST(Pct, OfDepthOneTakesEachOrderOfSingleStepsWithTheSameProbability) {
  const auto strategy = pct(1, 1);
  const Orders orders = sampled({store_once, store_once, store_once}, *strategy);
  ASSERT_EQ(orders.size(), 6u);
  for (const auto& [order, count] : orders) expect_share(count, kTrials, 1.0 / 6, order);
}

// Depth 1: the last process goes before all others. It has the highest priority with 1/n.
TEST(Pct, FindsAnOrderingBugOfDepthOneAsOftenAsItsBoundSays) {
  for (std::size_t n = 2; n <= 5; ++n) {
    const auto strategy = pct(n, 1);
    std::uint64_t hits = 0;
    for (const auto& [order, count] : sampled(std::vector<Child>(n, store_once), *strategy))
      if (order[0] == static_cast<char>('o' + n)) hits += count;
    expect_share(hits, kTrials, 1.0 / static_cast<double>(n), std::to_string(n) + " processes");
  }
}

// Depth 2: p stores m times and q, once, comes after the first: two orderings. There are k = m
// choices as long as q waits. p must be first (1/2) and fall before its second step (1/k), so that
// the probability is 1/(2 k), exactly the bound for n = 2.
TEST(Pct, FindsABugOfDepthTwoAsOftenAsItsBoundSays) {
  const auto expect_bound = [](Child p, int steps) {
    const auto strategy = pct(7, 2);
    const Orders orders = sampled({p, store_once}, *strategy);
    const std::string bug = "pq" + std::string(static_cast<std::size_t>(steps - 1), 'p');
    expect_share(orders.at(bug), kTrials, 1.0 / (2 * steps), bug);
    EXPECT_THAT(strategy->guarantee(), HasSubstr("(n = 2, k = " + std::to_string(steps) + ")"));
  };
  expect_bound(store<2>, 2);
  expect_bound(store<5>, 5);
  expect_bound(store<12>, 12);
}

// Depth 3: pqpq. p first (1/2), then p falls, to the higher of the two places, and then q, to the
// lower: 1/3 each, as there are k = 3 choices at most. 1/18, the bound for n = 2.
TEST(Pct, FindsABugOfDepthThreeAsOftenAsItsBoundSays) {
  const auto strategy = pct(5, 3);
  const Orders orders = sampled({store<2>, store<2>}, *strategy);
  // The same holds for qpqp.
  expect_share(orders.at("pqpq"), kTrials, 1.0 / 18);
  expect_share(orders.at("qpqp"), kTrials, 1.0 / 18);
}

// With less depth than the bug has, it is not found: p falls, but q never does.
TEST(Pct, OfDepthTwoNeverFindsABugOfDepthThree) {
  const auto strategy = pct(5, 2);
  EXPECT_EQ(sampled({store<2>, store<2>}, *strategy).count("pqpq"), 0u);
}

// Four processes of which only two matter: p r right after each other. The bound is a bound: n = 4,
// k = 5 of 6 steps are choices; 1/20.
TEST(Pct, FindsABugAmongBystandersAtLeastAsOftenAsItsBoundSays) {
  const auto strategy = pct(3, 2);
  std::uint64_t hits = 0;
  for (const auto& [order, count] :
       sampled({store<3>, store_once, store_once, store_once}, *strategy)) {
    const std::size_t first = order.find('p');
    const std::size_t second = order.find('p', first + 1);
    const std::size_t r = order.find('r');
    if (first < r && r < second) hits += count;
  }
  EXPECT_THAT(strategy->guarantee(), HasSubstr("(n = 4, k = 5)"));
  expect_share_of_at_least(hits, kTrials, 1.0 / 20);
}

void wait_twice(Os& os, const Shared& shared) {
  for (int i = 0; i < 2; ++i) os.acquire(shared.semaphore, std::chrono::seconds(1));
}

// p waits twice, in vain; q stores. The timers and q have three independent priorities: q comes
// first with 1/2, between the timers if its priority is the middle one and theirs in order, 1/6,
// last with 1/3. Had the timers p's priority, q would never come between them.
TEST(Pct, TreatsATimerAsAProcessOfItsOwn) {
  const sim::Body body = [](Os& os) {
    const Shared shared = share(os, 0);
    run_all(os, {wait_twice, store_once}, shared);
  };
  const auto strategy = pct(11, 1);
  const Orders orders = orders_of(body, *strategy, kTrials);
  expect_share(orders.at("qpp"), kTrials, 1.0 / 2);
  expect_share(orders.at("pqp"), kTrials, 1.0 / 6);
  expect_share(orders.at("ppq"), kTrials, 1.0 / 3);
}

// It would wait for a change if it did nothing but load.
void spin(Os& os, const Shared& shared) {
  while (os.load(shared.counter, os::Access::Plain) == 0) os.semaphore_value(shared.semaphore);
}

// Every second execution begins with a process that would spin for ever.
TEST(Pct, LosesPatienceWithAProcessThatKeepsTheOthersWaiting) {
  const auto strategy = pct(1, 1);
  sim::Simulation simulation{{}};
  std::size_t longest = 0;
  for (int i = 0; i < 20; ++i) {
    const sim::Execution& execution = simulation.run(program({spin, store_once}), *strategy);
    EXPECT_EQ(execution.ending, sim::Ending::Finished);
    longest = std::max(longest, execution.steps.size());
    strategy->next();
  }
  EXPECT_GT(longest, 1000u);
  EXPECT_LT(longest, 1020u);
  EXPECT_THAT(strategy->guarantee(), HasSubstr("unless it takes 1000 choices in a row"));
}

TEST(Pct, DrawsDataChoicesEvenly) {
  const sim::Body body = [](Os& os) {
    os.observe("value", static_cast<std::int64_t>(os.choose(3)));
  };
  const auto strategy = pct(1, 3);
  const Explored explored = explore(body, *strategy, {}, kTrials);
  for (const auto& [value, count] : explored.values) expect_share(count, kTrials, 1.0 / 3);
  EXPECT_EQ(explored.values.size(), 3u);
  EXPECT_EQ(strategy->guarantee(), "") << "no choice between processes, nothing to be found";
}

TEST(Pct, ASeedGivesTheSameExecutions) {
  const auto orders = [](std::uint64_t seed) {
    const auto strategy = pct(seed, 3);
    return orders_of(program({increment, increment, increment}), *strategy, 200);
  };
  EXPECT_EQ(orders(1), orders(1));
  EXPECT_NE(orders(1), orders(2));
}

// n = 2 and k = 2 show in the first execution, of which nothing can be said.
// 1/(2 * 2^2) = 0.125; 1 - 0.875^9 = 0.699.
TEST(Pct, ACheckStatesTheBoundThatItHadFromTheSecondExecutionOn) {
  Scenario scenario;
  scenario.name = "example";
  scenario.body = [](Os& os, const Parameters&) { program({store<2>, store_once})(os); };
  CheckOptions options;
  options.strategy = "pct";
  options.executions_max = 10;
  const CheckResult result = check(scenario, {}, options);
  EXPECT_EQ(result.limit, "executions");
  EXPECT_EQ(result.guarantee,
            "a bug of depth 3 shows with probability 1/(n k^2) = 0.125 or more in one execution, "
            "0.699 in 9 (n = 2, k = 2)");
  options.depth = 1;
  options.executions_max = 1000;
  EXPECT_EQ(check(scenario, {}, options).guarantee,
            "a bug of depth 1 shows with probability 1/(n k^0) = 0.5 or more in one execution, "
            "0.999 in 999 (n = 2, k = 2)");
}

}  // namespace
}  // namespace ravel::test
