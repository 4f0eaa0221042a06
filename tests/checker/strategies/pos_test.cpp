// Partial order sampling: distributions that can be worked out by hand.
#include <gtest/gtest.h>

#include "checker/strategy.h"
#include "tests/checker/explore.h"
#include "tests/checker/strategies/statistics.h"

namespace ravel::test {
namespace {

using os::Os;

constexpr std::uint64_t kTrials = 10'000;

os::Word half(const Shared& shared, std::uint32_t which) {
  return {shared.counter.memory, 4 * which, 4};
}

void store_low(Os& os, const Shared& shared) {
  os.store(half(shared, 0), 1, os::Access::Plain);
}
void store_high(Os& os, const Shared& shared) {
  os.store(half(shared, 1), 1, os::Access::Plain);
}
void load_once(Os& os, const Shared& shared) {
  os.load(shared.counter, os::Access::Plain);
}

template <Child Step, int Times>
void repeat(Os& os, const Shared& shared) {
  for (int i = 0; i < Times; ++i) Step(os, shared);
}

/// How often q, with its one step, came after exactly so many of p's.
std::vector<std::uint64_t> places_of_q(Strategy& strategy, const std::vector<Child>& children,
                                       std::size_t steps_of_p) {
  std::vector<std::uint64_t> places(steps_of_p + 1);
  sim::SimulationOptions options;
  options.spin_patience = 100;  // a process that loads some times is no loop
  for (const auto& [order, count] : orders_of(program(children), strategy, kTrials, options))
    places.at(order.find('q')) += count;
  return places;
}

// q's priority stays, each of p's steps has a new one: q comes after j steps or more if it is the
// lowest of j + 1, 1/(j + 1). So after exactly j with 1/(j + 1) - 1/(j + 2).
void expect_independent(const std::vector<std::uint64_t>& places) {
  const std::size_t last = places.size() - 1;
  for (std::size_t j = 0; j < last; ++j)
    expect_share(places[j], kTrials, 1.0 / static_cast<double>((j + 1) * (j + 2)),
                 "after " + std::to_string(j));
  expect_share(places[last], kTrials, 1.0 / static_cast<double>(last + 1), "last");
}

// After each step of p the two are drawn anew, so that q's turn comes with 1/2 each time.
void expect_racing(const std::vector<std::uint64_t>& places) {
  double rest = 1;
  for (std::size_t j = 0; j + 1 < places.size(); ++j)
    expect_share(places[j], kTrials, rest /= 2, "after " + std::to_string(j));
  expect_share(places.back(), kTrials, rest, "last");
}

// What it is for. In a random walk the single step comes last with 2^-9 = 1/512, here with 1/10.
TEST(Pos, IsNotSkewedByStepsThatConcernNobodyElse) {
  const std::vector<Child> children = {repeat<store_low, 9>, store_high};
  const auto strategy = pos(3);
  expect_independent(places_of_q(*strategy, children, 9));
  const auto walk = random_walk(3);
  expect_racing(places_of_q(*walk, children, 9));
}

// Without new priorities q would come last with 1/5 instead of 1/16.
TEST(Pos, DrawsAnewForEachRace) {
  const auto strategy = pos(4);
  expect_racing(places_of_q(*strategy, {repeat<store_low, 4>, store_low}, 4));
}

TEST(Pos, AccessesOfAWordAndOfItsHalfRace) {
  const auto strategy = pos(4);
  expect_racing(places_of_q(*strategy, {repeat<store_once, 4>, store_high}, 4));
}

TEST(Pos, TwoLoadsDoNotRaceButALoadAndAStoreDo) {
  const auto loads = pos(5);
  expect_independent(places_of_q(*loads, {repeat<load_once, 4>, load_once}, 4));
  const auto both = pos(5);
  expect_racing(places_of_q(*both, {repeat<store_once, 4>, load_once}, 4));
}

void store_release_store(Os& os, const Shared& shared) {
  store_low(os, shared);
  os.release(shared.semaphore);
  store_low(os, shared);
}
void store_acquire(Os& os, const Shared& shared) {
  store_high(os, shared);
  os.acquire(shared.semaphore, os::kForever);
}

// If q goes first it has to wait, so that p stores and releases without a choice. p's second store
// and q's acquire are new then and race with nobody: 1/2. Had the store the priority with which p
// lost before, it would come first with 1/3 only.
TEST(Pos, AnOperationNeverHasThePriorityOfTheOneBefore) {
  const sim::Body body = [](Os& os) {
    run_all(os, {store_release_store, store_acquire}, share(os, 0));
  };
  const auto strategy = pos(6);
  const auto orders = orders_of(body, *strategy, kTrials);
  const std::uint64_t store_first = orders.at("qpppq");
  const std::uint64_t acquire_first = orders.at("qppqp");
  expect_share(store_first, store_first + acquire_first, 0.5);
}

void impatient(Os& os, const Shared& shared) {
  os.observe("value", os.acquire(shared.semaphore, std::chrono::seconds(1)) ? 1 : 0);
}

TEST(Pos, ATimedWaitEndsEitherWayWithTheSameProbability) {
  sim::SimulationOptions anytime;
  anytime.timeouts = sim::Timeouts::Anytime;
  const sim::Body body = [](Os& os) { run_all(os, {impatient}, share(os)); };
  const auto strategy = pos(7);
  expect_share(explore(body, *strategy, anytime, kTrials).values.at(1), kTrials, 0.5);
}

TEST(Pos, DrawsDataChoicesEvenly) {
  const sim::Body body = [](Os& os) {
    os.observe("value", static_cast<std::int64_t>(os.choose(3)));
  };
  const auto strategy = pos(1);
  for (const auto& [value, count] : explore(body, *strategy, {}, kTrials).values)
    expect_share(count, kTrials, 1.0 / 3);
}

TEST(Pos, ASeedGivesTheSameExecutions) {
  const auto orders = [](std::uint64_t seed) {
    const auto strategy = pos(seed);
    return orders_of(program({increment, increment, increment}), *strategy, 200);
  };
  EXPECT_EQ(orders(1), orders(1));
  EXPECT_NE(orders(1), orders(2));
}

}  // namespace
}  // namespace ravel::test
