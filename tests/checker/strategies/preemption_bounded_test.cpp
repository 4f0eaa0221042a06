// Preemption bounding: exact numbers of executions, against combinatorics and against a count by
// hand of the preemptions in every interleaving.
#include <gtest/gtest.h>

#include "checker/check.h"
#include "checker/strategy.h"
#include "tests/checker/strategies/bounded.h"

namespace ravel::test {
namespace {

using os::Os;

// Read from the record: steps of another process although the one before could go on. Not for
// programs that wait with a timeout, which the record shows as enabled.
std::size_t preemptions_in(const sim::Execution& execution) {
  std::size_t preemptions = 0;
  sim::ProcessId running = 0;
  for (const sim::Step& step : execution.steps) {
    if (!step.decided || step.kind == sim::OperationKind::Choose) continue;
    preemptions += step.process != running && step.enabled.contains(running) ? 1 : 0;
    running = step.process;
  }
  return preemptions;
}

constexpr Bounded kPreemptions{preemptions_in, preemption_bounded};

template <int kSteps>
void store_times(Os& os, const Shared& shared) {
  for (int i = 0; i < kSteps; ++i) store_once(os, shared);
}

// Two processes of m and n steps. An interleaving is a row of runs, by turns of one and the other;
// with r runs there are r - 1 switches, of which only the last leaves a process that has ended. So
// k preemptions are r = k + 2 runs, and m steps make a runs in C(m-1, a-1) ways:
//   C(m-1, ceil(r/2)-1) C(n-1, floor(r/2)-1) + the same with m and n exchanged.
//   m = n = 3:      2, 4, 8, 4, 2         sums 2, 6, 14, 18, 20 = C(6, 3)
//   m = 4, n = 2:   2, 4, 6, 3, 0 ...     k = 2: 2 C(3,1) C(1,1); k = 3: C(3,2) C(1,1) + 0; 15
//   m = 1, n = 4:   2, 3                  5
TEST(PreemptionBounded, ExploresAsManyInterleavingsOfTwoProcessesAsCombinatoricsSays) {
  const auto expect = [](const sim::Body& body, const std::vector<std::uint64_t>& sums) {
    for (std::uint32_t bound = 0; bound < sums.size(); ++bound)
      EXPECT_EQ(executions(kPreemptions, body, bound), sums[bound]) << "bound " << bound;
    EXPECT_EQ(executions(kPreemptions, body, {}), sums.back());
  };
  expect(program({store_times<3>, store_times<3>}), {2, 6, 14, 18, 20, 20});
  expect(program({store_times<4>, store_times<2>}), {2, 6, 12, 15, 15});
  expect(program({store_once, store_times<4>}), {2, 5, 5});
}

// Processes of one step are never left in their middle: all n! permutations need none.
TEST(PreemptionBounded, ExploresAllPermutationsOfWritersWithoutAPreemption) {
  EXPECT_EQ(executions(kPreemptions, program(std::vector<Child>(4, store_once)), 0), 24u);
  const auto strategy = preemption_bounded(0);
  explore(program(std::vector<Child>(4, store_once)), *strategy);
  EXPECT_FALSE(strategy->bound_reached());
}

TEST(PreemptionBounded, ExploresExactlyWhatLiesWithinTheBoundFewestFirst) {
  for (const sim::Body& body : {program({increment, store_once, increment}),
                                program({lock, try_lock, lock}), program({draw, increment})})
    for (std::uint32_t bound = 0; bound < 4; ++bound) expect_all_within(kPreemptions, body, bound);
}

void wait_a_while(Os& os, const Shared& shared) {
  store_once(os, shared);
  if (os.acquire(shared.semaphore, std::chrono::seconds(1))) os.release(shared.semaphore);
}

// p: A L S R. q: S, waits at most a second for the lock that p has after its A, R. With q in front
// of p's second step, which costs one preemption, p's other steps follow for nothing.
TEST(PreemptionBounded, WhoCanOnlyGiveUpWaitingIsLeftForNothing) {
  const auto strategy = preemption_bounded(1);
  sim::Simulation simulation({});
  std::set<std::string> orders;
  do {
    orders.insert(order_of(simulation.run(program({lock, wait_a_while}), *strategy)));
  } while (strategy->next());
  EXPECT_TRUE(orders.contains("pqpppqq"));
  EXPECT_FALSE(orders.contains("qpqpppq")) << "q could have taken the lock";
}

// The counter goes to 4 only along p q p q: four runs, 2 preemptions.
void even(Os& os, const Shared& shared) {
  os.compare_exchange(shared.counter, 0, 1);
  os.compare_exchange(shared.counter, 2, 3);
}
void odd(Os& os, const Shared& shared) {
  os.compare_exchange(shared.counter, 1, 2);
  os.compare_exchange(shared.counter, 3, 4);
}

CheckResult check_by_turns(std::optional<std::uint32_t> bound) {
  Scenario scenario;
  scenario.name = "by-turns";
  scenario.group = "tests";
  scenario.summary = "an example";
  scenario.body = [](Os& os, const Parameters&) { program({even, odd})(os); };
  scenario.invariant = [](const Outcome& outcome, const Parameters&) -> std::optional<std::string> {
    if (integer(outcome, "value") < 4) return {};
    return "they went by turns";
  };
  CheckOptions options;
  options.strategy = "preemptions";
  options.bound = bound;
  return check(scenario, {}, options);
}

TEST(PreemptionBounded, ABugThatNeedsTwoPreemptionsIsFoundAtTwoAndNoEarlier) {
  const CheckResult within_one = check_by_turns(1);
  EXPECT_TRUE(within_one.findings.empty());
  EXPECT_EQ(within_one.executions, 4u);  // m = n = 2: 2, 2, 2
  EXPECT_EQ(within_one.limit, "bound");
  EXPECT_FALSE(within_one.complete);
  const CheckResult found = check_by_turns({});
  ASSERT_EQ(found.findings.size(), 1u);
  EXPECT_EQ(found.guarantee, "every execution with at most 1 preemption was explored");
  EXPECT_EQ(check_by_turns({}).findings[0].token, found.findings[0].token);
  EXPECT_EQ(check_by_turns(2).findings[0].token, found.findings[0].token);
}

}  // namespace
}  // namespace ravel::test
