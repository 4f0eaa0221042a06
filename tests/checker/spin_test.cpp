// Loops that wait by looking: exact numbers of executions, livelocks, and loops that only look like
// it.
#include <gmock/gmock.h>

#include "checker/check.h"
#include "tests/checker/explore.h"
#include "tests/checker/reference/compare.h"

namespace ravel::test {
namespace {

using os::Access;
using os::Os;

os::Word second(const Shared& shared) {
  return {shared.counter.memory, 8, 8};
}

Shared share_two(Os& os) {
  return {{os.create_memory(16), 0, 8}, os.create_semaphore(1, 1)};
}

void spin(Os& os, const Shared& shared) {
  while (os.load(shared.counter, Access::Atomic) == 0) {
  }
}

void spin_on_both(Os& os, const Shared& shared) {
  while (os.load(shared.counter, Access::Atomic) == 0 ||
         os.load(second(shared), Access::Atomic) == 0) {
  }
}

void store_one(Os& os, const Shared& shared) {
  os.store(shared.counter, 1, Access::Atomic);
}

void store_second(Os& os, const Shared& shared) {
  os.store(second(shared), 1, Access::Atomic);
}

Explored reduced(const sim::Body& body) {
  const auto strategy = optimal_reduction({});
  return explore(body, *strategy);
}

// p looks (L), q stores (S): S L, L S L, L L S L. After two equal looks p waits for q.
TEST(Spin, WaitsAfterTwoEqualLooksForAChange) {
  const sim::Body body = [](Os& os) { run_all(os, {spin, store_one}, share_two(os)); };
  EXPECT_EQ(explore_all(body).executions, 3u);
  EXPECT_EQ(reduced(body).executions, 3u);
}

// p looks at X, which is 1, and at Y, where q stores. It waits when it has seen the same twice and
// begins anew: X Y X Y X. S has 6 places before, among or behind these. Only the order of S and of
// what looks at Y matters, and the step that S lets go on: S Y; Y S Y; Y Y S.
TEST(Spin, FindsALoopOverSeveralWords) {
  const sim::Body body = [](Os& os) {
    const Shared shared = share_two(os);
    store_one(os, shared);
    run_all(os, {spin_on_both, store_second}, shared);
  };
  EXPECT_EQ(explore_all(body).executions, 6u);
  EXPECT_EQ(reduced(body).executions, 3u);
}

// Whoever is not looked at, and whoever stores what is there already, wakes nobody.
TEST(Spin, GoesOnOnlyWhenSomethingChangesThatItLooksAt) {
  const Child in_vain = [](Os& os, const Shared& shared) {
    store_second(os, shared);
    os.store(shared.counter, 0, Access::Atomic);
  };
  const sim::Body body = [in_vain](Os& os) { run_all(os, {spin, in_vain}, share_two(os)); };
  sim::Simulation simulation({});
  const auto strategy = depth_first();
  do {
    const sim::Execution& execution = simulation.run(body, *strategy);
    EXPECT_EQ(execution.ending, sim::Ending::Livelock);
    ASSERT_EQ(execution.blocked.size(), 2u);
    EXPECT_EQ(execution.blocked[0].operation.kind, sim::OperationKind::Wait);
    EXPECT_EQ(execution.blocked[1].operation.kind, sim::OperationKind::AtomicLoad);
    EXPECT_EQ(std::count_if(execution.steps.begin(), execution.steps.end(),
                            [](const sim::Step& step) { return step.spins == 1; }),
              1);
  } while (strategy->next());
}

Scenario scenario_of(ravel::Body body) {
  Scenario scenario;
  scenario.name = "spins";
  scenario.group = "tests";
  scenario.summary = "an example";
  scenario.body = body;
  return scenario;
}

CheckResult checked(ravel::Body body, const std::string& strategy = "optimal") {
  CheckOptions options;
  options.strategy = strategy;
  options.keep_going = true;
  return check(scenario_of(body), {}, options);
}

TEST(Spin, ThatNobodyEndsIsALivelock) {
  const ravel::Body body = [](Os& os, const Parameters&) { run_all(os, {spin}, share_two(os)); };
  const CheckResult result = checked(body);
  EXPECT_TRUE(result.complete);
  EXPECT_EQ(result.executions, 1u);
  ASSERT_EQ(result.findings.size(), 1u);
  const Finding& finding = result.findings[0];
  EXPECT_EQ(finding.kind, FindingKind::Livelock);
  EXPECT_THAT(finding.message, testing::StartsWith("Process-1 looks again and again for a change"));
  EXPECT_THAT(finding.waits, testing::Contains(WaitsFor{"Process-1", "a change of memory #1", ""}));
  const ReplayResult again = replay(scenario_of(body), finding.token);
  EXPECT_EQ(again.divergence, std::nullopt);
  ASSERT_EQ(again.findings.size(), 1u);
  EXPECT_EQ(again.findings[0].message, finding.message);
}

// p looks five times and gives up with 2; or sees the 1 of main, and leaves 1.
void try_five_times(Os& os, const Shared& shared) {
  for (int i = 0; i < 5; ++i)
    if (os.load(shared.counter, Access::Atomic) != 0) {
      os.store(second(shared), 1, Access::Atomic);
      return;
    }
  os.store(second(shared), 2, Access::Atomic);
}

// The store comes before one of the five looks, or behind them: 6 classes. Depth-first search tells
// whether it comes before or behind the last step, too: 7. That takes patience for 5 looks and one.
TEST(Spin, IsNoLoopThatGivesUp) {
  const ravel::Body body = [](Os& os, const Parameters&) {
    const Shared shared = share_two(os);
    run_all(os, {try_five_times, store_one}, shared);
    os.observe("left", static_cast<std::int64_t>(os.load(second(shared), Access::Plain)));
  };
  for (const auto& [strategy, executions] : {std::pair{"optimal", 6u}, std::pair{"dfs", 7u}}) {
    const CheckResult result = checked(body, strategy);
    EXPECT_TRUE(result.complete);
    EXPECT_EQ(result.executions, executions) << strategy;
    EXPECT_EQ(result.options.spin_patience, 6u);
    EXPECT_EQ(result.outcomes.size(), 2u);
    EXPECT_TRUE(result.findings.empty());
  }
}

// A lock of one word, taken by an exchange that finds 0.
void increment_in_turn(Os& os, const Shared& shared) {
  while (os.exchange(second(shared), 1) == 1) {
  }
  increment(os, shared);
  os.store(second(shared), 0, Access::Atomic);
}

void keep_the_lock(Os& os, const Shared& shared) {
  while (os.exchange(second(shared), 1) == 1) {
  }
}

void increment_twice(Os& os, const std::vector<Child>& children) {
  const Shared shared = share_two(os);
  run_all(os, children, shared);
  os.observe("value", static_cast<std::int64_t>(os.load(shared.counter, Access::Plain)));
}

TEST(Spin, LocksOfOneWordAreExploredCompletely) {
  const CheckResult right = checked([](Os& os, const Parameters&) {
    increment_twice(os, {increment_in_turn, increment_in_turn});
  });
  EXPECT_TRUE(right.complete);
  EXPECT_EQ(right.blocked_executions, 0u);
  ASSERT_EQ(right.outcomes.size(), 1u);
  EXPECT_EQ(integer(right.outcomes.begin()->first, "value"), 2);
  const CheckResult wrong = checked([](Os& os, const Parameters&) {
    increment_twice(os, {increment_in_turn, keep_the_lock});
  });
  EXPECT_TRUE(wrong.complete);
  ASSERT_EQ(wrong.findings.size(), 1u);
  EXPECT_EQ(wrong.findings[0].kind, FindingKind::Livelock);
}

// p looks at a, finds what it wants, looks at b, does not, and begins anew: a b a b a, and waits
// before b. q stores what p does not want at a, in front of one of these three looks, or behind
// them: then it lets p look at b, which it has not changed. 4 classes.
TEST(Spin, GoesOnBesideWhatHasChanged) {
  using reference::Action;
  reference::Operation spin;
  spin.action = Action::SpinUntil;
  spin.object = 1;
  spin.both = true;
  spin.expected = 5;
  reference::Program program;
  program.words = {{0, 8}, {8, 8}};
  program.processes = {{{Action::Start, 1}, {Action::Start, 2}}, {spin}, {{Action::Store, 1, 1}}};
  const auto comparison = compare(program, reference::by_reduction());
  EXPECT_EQ(comparison.complaint, "");
  EXPECT_EQ(comparison.classes, 4u);
}

// Random programs in which conditions are waited for in loops: the reduction finds the classes of
// depth-first search, each once.
TEST(Spin, IsReducedLikeEverythingElse) {
  using reference::Action;
  std::uint64_t compared = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    reference::Program program = reference::random_program(seed);
    bool spins = false;
    for (std::vector<reference::Operation>& process : program.processes)
      for (reference::Operation& operation : process)
        if (operation.action >= Action::WaitUntil && operation.action <= Action::TryUntil) {
          operation.action = Action::SpinUntil;
          spins = true;
        }
    if (!spins) continue;
    const auto comparison =
        compare(program, reference::by_reduction(), {reference::with_exits(), 200});
    EXPECT_EQ(comparison.complaint, "") << "seed " << seed;
    compared += !comparison.skipped;
  }
  EXPECT_GT(compared, 15u);
}

}  // namespace
}  // namespace ravel::test
