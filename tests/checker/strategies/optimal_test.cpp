// Optimal partial-order reduction: as many executions as there are Mazurkiewicz classes, none
// blocked, and the same classes as plain depth-first search finds.
#include <gmock/gmock.h>

#include "checker/check.h"
#include "scenarios/main/main.h"
#include "tests/checker/reference/compare.h"

namespace ravel {
namespace {

struct Oracle {
  std::string scenario;
  std::vector<std::string> assignments;
  std::uint64_t classes;
};

void PrintTo(const Oracle& oracle, std::ostream* out) {
  *out << oracle.scenario;
  for (const std::string& assignment : oracle.assignments) *out << ' ' << assignment;
}

class OptimalOracle : public testing::TestWithParam<Oracle> {};

CheckResult checked(const Oracle& oracle, std::uint32_t threads) {
  const std::vector<Scenario> all = scenarios();
  const Scenario& scenario = find_scenario(all, oracle.scenario);
  CheckOptions options;
  options.keep_going = true;
  options.time_max = std::chrono::hours(1);
  options.jobs = threads;
  return check(scenario, Parameters::parse(scenario.parameters, Purpose::Check, oracle.assignments),
               options);
}

// What each program is, and why it has so many classes, stands in scenarios/oracles.
TEST_P(OptimalOracle, MakesOneExecutionForEachClass) {
  const CheckResult result = checked(GetParam(), 1);
  EXPECT_TRUE(result.complete);
  EXPECT_EQ(result.executions, GetParam().classes);
  EXPECT_EQ(result.blocked_executions, 0u);
}

INSTANTIATE_TEST_SUITE_P(
    Memory, OptimalOracle,
    testing::Values(Oracle{"readers", {"n=1"}, 2}, Oracle{"readers", {"n=13"}, 8192},
                    Oracle{"lastzero", {"n=5"}, 64}, Oracle{"lastzero", {"n=15"}, 147456},
                    Oracle{"lastwrite", {"n=5"}, 120}, Oracle{"floating-read", {"n=4"}, 120},
                    Oracle{"lost-update", {"n=3"}, 36}));

INSTANTIATE_TEST_SUITE_P(Locks, OptimalOracle,
                         testing::Values(Oracle{"lock-order", {"n=7"}, 5040},
                                         Oracle{"lock-leak", {"n=4"}, 4},
                                         Oracle{"philosophers", {"n=5"}, 31},
                                         Oracle{"philosophers-ordered", {"n=5"}, 30},
                                         Oracle{"timed-acquire", {"n=3"}, 21},
                                         Oracle{"timed-acquire", {"n=4"}, 148}));

INSTANTIATE_TEST_SUITE_P(
    Tickets, OptimalOracle,
    testing::Values(Oracle{"tickets-unlocked", {"clients=2", "tickets=1"}, 4},
                    Oracle{"tickets-unlocked", {"clients=3", "tickets=1"}, 21},
                    Oracle{"tickets-unlocked", {"clients=3", "tickets=2"}, 36},
                    Oracle{"tickets-unlocked", {"clients=4", "tickets=1"}, 148},
                    Oracle{"tickets-unlocked", {"clients=5", "tickets=5"}, 14400},
                    Oracle{"tickets-locked", {"clients=7", "tickets=1"}, 5040}));

// A channel that holds one item makes three producers wait for each other, and changes nothing.
INSTANTIATE_TEST_SUITE_P(
    Streams, OptimalOracle,
    testing::Values(Oracle{"fifo", {"producers=3", "consumers=3", "capacity=1"}, 36},
                    Oracle{"fifo", {"producers=3", "consumers=3", "capacity=3"}, 36},
                    Oracle{"fifo", {"producers=4", "consumers=3", "capacity=2"}, 144}));

INSTANTIATE_TEST_SUITE_P(Lives, OptimalOracle,
                         testing::Values(Oracle{"kill-writer", {"n=1"}, 3},
                                         Oracle{"kill-writer", {"n=5"}, 7},
                                         Oracle{"kill-lock-holder", {}, 11}));

reference::Fuzzed compared(sim::Timeouts timeouts, reference::Seeds seeds,
                           std::size_t threads = 1) {
  sim::SimulationOptions options = reference::with_exits();
  options.timeouts = timeouts;
  return reference::fuzz(reference::by_reduction(threads), seeds, {options, 2'000});
}

// Programs of all kinds of operations; many more are for ravel_fuzz_exploration.
TEST(Optimal, FindsTheClassesOfRandomProgramsThatDepthFirstSearchFinds) {
  const reference::Fuzzed fuzzed = compared(sim::Timeouts::Unavailable, {1, 150});
  EXPECT_EQ(fuzzed.complaint, "");
  EXPECT_GT(fuzzed.compared, 100u);
}

TEST(Optimal, FindsTheClassesWhereTimedWaitsGiveUpAtAnyTimeOrNever) {
  EXPECT_EQ(compared(sim::Timeouts::Anytime, {1, 50}).complaint, "");
  EXPECT_EQ(compared(sim::Timeouts::Never, {1, 50}).complaint, "");
}

// None is missing and none is made twice, however the threads come to share the tree.
TEST(Optimal, FindsTheSameClassesWithSeveralThreads) {
  EXPECT_EQ(compared(sim::Timeouts::Unavailable, {1, 60}, 3).complaint, "");
}

// (n + 3) * 2^(n-2) traces (Abdulla, Aronis, Jonsson, Sagonas), 3! and (3!)^2 by the orders of the
// increments: whoever makes which execution, together they are as many, with the same outcomes.
TEST(Optimal, SharesOneExplorationAmongThreads) {
  for (const Oracle& oracle :
       {Oracle{"lastzero", {"n=8"}, 704}, Oracle{"lock-order", {"n=4"}, 24},
        Oracle{"lost-update", {"n=3"}, 36}, Oracle{"kill-lock-holder", {}, 11}}) {
    const CheckResult alone = checked(oracle, 1);
    const CheckResult shared = checked(oracle, 3);
    EXPECT_TRUE(shared.complete) << oracle.scenario;
    EXPECT_EQ(shared.executions, oracle.classes) << oracle.scenario;
    EXPECT_EQ(shared.blocked_executions, 0u) << oracle.scenario;
    EXPECT_EQ(shared.outcomes, alone.outcomes) << oracle.scenario;
    EXPECT_EQ(shared.findings.size(), alone.findings.size()) << oracle.scenario;
  }
}

}  // namespace
}  // namespace ravel
