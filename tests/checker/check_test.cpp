// Checks from end to end: verdicts, findings, outcomes, limits, replay.
#include "checker/check.h"

#include <gmock/gmock.h>

#include <numeric>

#include "tests/sim/programs.h"

namespace ravel::test {
namespace {

using os::Os;

std::optional<std::string> counts_to_two(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "value") == 2) return {};
  return "the value is " + std::to_string(integer(outcome, "value"));
}

Scenario scenario(Body body, Invariant invariant = nullptr) {
  Scenario result;
  result.name = "example";
  result.group = "tests";
  result.summary = "an example";
  result.body = body;
  result.invariant = invariant;
  return result;
}

void lost_update(Os& os, const Parameters&) {
  const Shared shared = share(os);
  run_all(os, {increment, increment}, shared);
  os.observe("value", static_cast<std::int64_t>(os.load(shared.counter, os::Access::Plain)));
}

void grab_both(Os& os, os::Handle first, os::Handle second) {
  os.acquire(first, os::kForever);
  os.acquire(second, os::kForever);
  os.release(second);
  os.release(first);
}

// `counter.memory` carries a second semaphore.
void in_order(Os& os, const Shared& shared) {
  grab_both(os, shared.semaphore, shared.counter.memory);
}
void in_reverse(Os& os, const Shared& shared) {
  grab_both(os, shared.counter.memory, shared.semaphore);
}

Shared two_locks(Os& os) {
  const os::Handle fork = os.create_semaphore(1, 1);
  os.label(fork, "fork");
  const os::Handle spoon = os.create_semaphore(1, 1);
  os.label(spoon, "spoon");
  return {{spoon, 0, 8}, fork};
}

void inverted(Os& os, const Parameters&) {
  run_all(os, {in_order, in_reverse}, two_locks(os));
}
void ordered(Os& os, const Parameters&) {
  run_all(os, {in_order, in_order}, two_locks(os));
}

void wrong(Os&, const Shared&) {
  os::expect(false, "one is not two");
}
void asserts(Os& os, const Parameters&) {
  run_all(os, {wrong}, share(os));
}
void bad_exit(Os& os, const Parameters&) {
  run_all(os, {[](Os& inner, const Shared&) { inner.exit(4); }}, share(os));
}
void counts_without_end(Os& os, const Parameters&) {
  const Shared shared = share(os);
  for (;;) increment(os, shared);
}

CheckOptions keep_going() {
  CheckOptions options;
  options.keep_going = true;
  return options;
}

TEST(Check, FindsTheLostUpdateAndCountsEveryOutcome) {
  const CheckResult result = check(scenario(lost_update, counts_to_two), {}, keep_going());
  EXPECT_EQ(result.verdict, Verdict::Finding);
  EXPECT_TRUE(result.complete);
  // Two loads and two stores of one word, the loads commute: (2!)^2 = 4 classes, 2 without overlap.
  EXPECT_EQ(result.executions, 4u);
  EXPECT_EQ(result.outcomes, (std::map<Outcome, std::uint64_t>{{{{"value", std::int64_t{1}}}, 2},
                                                               {{{"value", std::int64_t{2}}}, 2}}));
  ASSERT_EQ(result.findings.size(), 1u) << "the same message is reported once";
  EXPECT_EQ(result.findings[0].kind, FindingKind::Invariant);
  EXPECT_EQ(result.findings[0].message, "the value is 1");
}

TEST(Check, StopsAtTheFirstFindingUnlessToldOtherwise) {
  const CheckResult result = check(scenario(lost_update, counts_to_two), {}, {});
  EXPECT_EQ(result.verdict, Verdict::Finding);
  EXPECT_FALSE(result.complete);
  // The 1st execution is pp qq; the 2nd has its deepest race turned round, which is p's store
  // against q's load: the update is lost.
  EXPECT_EQ(result.executions, 2u);
}

TEST(Check, AcquitsWhatHolds) {
  const CheckResult result = check(scenario(ordered), {}, {});
  EXPECT_EQ(result.verdict, Verdict::Ok);
  EXPECT_TRUE(result.complete);
  EXPECT_EQ(result.explored_estimate, 1.0);
}

TEST(Check, TellsWhoWaitsForWhatAndWhoHoldsIt) {
  const CheckResult result = check(scenario(inverted), {}, {});
  ASSERT_EQ(result.findings.size(), 1u);
  const Finding& finding = result.findings[0];
  EXPECT_EQ(finding.kind, FindingKind::Deadlock);
  EXPECT_EQ(finding.message,
            "nobody can go on: MainProcess, Process-1, Process-2 wait for ever: Process-1 and "
            "Process-2 each hold a lock that the next one wants; take locks in one order "
            "everywhere");
  EXPECT_EQ(finding.waits, (std::vector<WaitsFor>{{"MainProcess", "the end of Process-1", ""},
                                                  {"Process-1", "spoon", "Process-2"},
                                                  {"Process-2", "fork", "Process-1"}}));
}

void keep_one(Os& os, const Shared& shared) {
  os.acquire(shared.semaphore, os::kForever);
}
void want_two(Os& os, const Shared& shared) {
  os.acquire(shared.semaphore, os::kForever);
  os.release(shared.semaphore);
  os.acquire(shared.semaphore, os::kForever);
  os.acquire(shared.semaphore, os::kForever);
}
void too_few(Os& os, const Parameters&) {
  const Shared shared = share(os, 2, 2);
  os.label(shared.semaphore, "rooms");
  run_all(os, {keep_one, want_two}, shared);
}

// Depth first, the first process keeps its permit and ends; a release pays for the releaser's own
// permit, not for the oldest one.
TEST(Check, NamesEveryHolderOfAPermitAlsoOneThatHasEnded) {
  const CheckResult result = check(scenario(too_few), {}, {});
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].waits.back(),
            (WaitsFor{"Process-2", "rooms", "Process-1 (which has ended), Process-2"}));
}

TEST(Check, AcquitsTheSameLocksInOneOrder) {
  const CheckResult result = check(scenario(ordered), {}, keep_going());
  EXPECT_EQ(result.verdict, Verdict::Ok);
  // Whoever takes the fork goes on alone: 2 orders.
  EXPECT_EQ(result.executions, 2u);
}

TEST(Check, NamesFailedAssertionsAndBadExitCodes) {
  const CheckResult assertion = check(scenario(asserts), {}, {});
  ASSERT_EQ(assertion.findings.size(), 1u);
  EXPECT_EQ(assertion.findings[0].kind, FindingKind::Assertion);
  EXPECT_EQ(assertion.findings[0].message, "Process-1: one is not two");
  const CheckResult exit = check(scenario(bad_exit), {}, {});
  ASSERT_EQ(exit.findings.size(), 1u);
  EXPECT_EQ(exit.findings[0].kind, FindingKind::ExitStatus);
  EXPECT_EQ(exit.findings[0].message, "Process-1 ended with exit code 4");
}

TEST(Check, ACutExecutionIsNeverComplete) {
  CheckOptions options;
  options.steps_max = 100;
  const CheckResult result = check(scenario(counts_without_end), {}, options);
  EXPECT_EQ(result.verdict, Verdict::Limit);
  EXPECT_FALSE(result.complete);
  EXPECT_EQ(result.limit, "steps");
}

TEST(Check, EndsAtTheLimitOfExecutions) {
  CheckOptions options;
  options.strategy = "random";
  options.executions_max = 10;
  const CheckResult result = check(scenario(ordered), {}, options);
  EXPECT_EQ(result.executions, 10u);
  EXPECT_EQ(result.verdict, Verdict::Limit);
  EXPECT_EQ(result.limit, "executions");
}

TEST(Check, RefusesLimitsThatAllowNothing) {
  CheckOptions options;
  options.executions_max = 0;
  EXPECT_THROW(check(scenario(lost_update), {}, options), UsageError);
}

void nothing(Os&, const Shared&) {}

void kill_at_once(Os& os, const Parameters&) {
  const os::Handle child = spawn(os, nothing, share(os));
  os.kill(child, os::Signal::Kill);
  os.observe("value", os.wait(child, os::kForever).value());
}

// The child ends before the kill (0) or is killed before its end (-9); its end, then, is a step
// that main waits for. Two executions, although the child has no operation of its own.
TEST(Check, AKillMakesTheEndOfAChildAChoice) {
  const CheckResult result = check(scenario(kill_at_once), {}, keep_going());
  EXPECT_EQ(result.outcomes, (std::map<Outcome, std::uint64_t>{{{{"value", std::int64_t{-9}}}, 1},
                                                               {{{"value", std::int64_t{0}}}, 1}}));
}

void breaks_before_observing(Os&, const Parameters&) {
  throw std::runtime_error("too early");
}

// The invariant would ask for a value that was never observed.
TEST(Check, AMainProcessThatBreaksHasNoOutcome) {
  const Scenario example = scenario(breaks_before_observing, counts_to_two);
  const CheckResult result = check(example, {}, {});
  ASSERT_EQ(result.findings.size(), 1u);
  EXPECT_EQ(result.findings[0].kind, FindingKind::Exception);
  EXPECT_TRUE(result.outcomes.empty());
  EXPECT_EQ(replay(example, result.findings[0].token).findings.size(), 1u);
}

void fickle(Os& os, const Parameters&) {
  // Deliberately a defect: what an execution leaves behind in memory outlives it.
  static bool odd = false;
  odd = !odd;
  run_all(os, std::vector<Child>(odd ? 2 : 3, increment), share(os));
}

TEST(Check, ReportsAProgramThatDependsOnMoreThanItsSteps) {
  const CheckResult result = check(scenario(fickle), {}, {});
  ASSERT_EQ(result.findings.size(), 1u);
  const Finding& finding = result.findings[0];
  EXPECT_EQ(finding.kind, FindingKind::Divergence);
  EXPECT_EQ(finding.message,
            "the program did something else under the same schedule: first 'Process-1: load memory "
            "#1 (0)', then 'MainProcess: spawn Process-3'; it depends on something besides its "
            "steps: a global or static variable that an earlier execution changed, a clock, or an "
            "address");
  EXPECT_EQ(finding.step, 2u);
}

// It counts, too, but does nothing else for that.
void steady(os::Os& os, const Parameters&) {
  static int executions = 0;
  os.label(test::share(os).semaphore, "of execution " + std::to_string(++executions));
  run_all(os, std::vector<Child>(2, increment), share(os));
}

TEST(Check, AcquitsAProgramWhoseStepsDependOnNothingElse) {
  const CheckResult result = check(scenario(steady), {}, {});
  EXPECT_TRUE(result.complete);
  EXPECT_EQ(result.executions, 4u);
  for (const Finding& finding : result.findings) EXPECT_EQ(finding.kind, FindingKind::Race);
}

TEST(Replay, ShowsTheSameFindingAndTheSameTrace) {
  for (const Scenario& example : {scenario(lost_update, counts_to_two), scenario(inverted)}) {
    const CheckResult result = check(example, {}, {});
    ASSERT_EQ(result.findings.size(), 1u);
    const ReplayResult again = replay(example, result.findings[0].token);
    EXPECT_FALSE(again.divergence);
    ASSERT_EQ(again.findings.size(), 1u);
    EXPECT_EQ(again.findings[0].message, result.findings[0].message);
    EXPECT_TRUE(again.added.empty());
    EXPECT_EQ(again.trace.steps, result.trace->steps);
  }
}

TEST(Replay, CanStopEarly) {
  const Scenario example = scenario(lost_update, counts_to_two);
  const CheckResult result = check(example, {}, {});
  const ReplayResult again = replay(example, result.findings[0].token, 3);
  EXPECT_EQ(again.trace.steps.size(), 3u);
  EXPECT_FALSE(again.divergence);
}

// Nobody is killed, so that every step is performed by a process on its own stack.
TEST(Replay, IsWatchedStepByStep) {
  const Scenario example = scenario(lost_update, counts_to_two);
  const CheckResult result = check(example, {}, {});
  std::vector<std::size_t> numbers;
  std::vector<std::string> main_did;
  replay(example, result.findings[0].token, {},
         [&](std::size_t step, const std::string& process, const std::string& operation) {
           numbers.push_back(step);
           if (process == "MainProcess") main_did.push_back(operation);
         });
  std::vector<std::size_t> all(result.trace->steps.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  EXPECT_EQ(numbers, all);
  EXPECT_EQ(main_did, (std::vector<std::string>{"spawn Process-1", "spawn Process-2",
                                                "wait Process-1", "wait Process-2",
                                                "load memory #1", "wait-all children", "exit"}));
}

TEST(Replay, NamesTheStepInWhichAnotherProgramDiffers) {
  const CheckResult result = check(scenario(lost_update, counts_to_two), {}, {});
  const ReplayResult other = replay(scenario(inverted), result.findings[0].token);
  ASSERT_TRUE(other.divergence);
  // Steps 0 and 1 are the spawns.
  EXPECT_EQ(*other.divergence,
            "step 2: expected Process-1 to load memory #1, but it was Process-1 to acquire fork");
}

void labelled(Os& os, const Parameters&) {
  const Shared shared = share(os);
  os.label(shared.counter.memory, "count");
  run_all(os, {increment, increment}, shared);
  os.observe("value", static_cast<std::int64_t>(os.load(shared.counter, os::Access::Plain)));
}
void labelled_and_more(Os& os, const Parameters& with) {
  const os::Word unrelated{os.create_memory(8), 0, 8};
  os.store(unrelated, 1, os::Access::Plain);
  labelled(os, with);
  run_all(os, {increment}, {unrelated, os::kNoHandle});
}

// What was added: a store before all else, then a process of two accesses. The count is another
// memory by its number, and the same by its name.
TEST(Replay, SurvivesStepsThatTheTokenDoesNotKnow) {
  const CheckResult result = check(scenario(labelled, counts_to_two), {}, {});
  const Scenario grown = scenario(labelled_and_more, counts_to_two);
  const ReplayResult replayed = replay(grown, result.findings[0].token);
  EXPECT_FALSE(replayed.divergence) << *replayed.divergence;
  EXPECT_EQ(replayed.added.size(), 3u);
  ASSERT_EQ(replayed.findings.size(), 1u);
  EXPECT_EQ(replayed.findings[0].message, "the value is 1");
}

void never_stores(Os& os, const Shared& shared) {
  os.load(shared.counter, os::Access::Plain);
}
void half_an_update(Os& os, const Parameters&) {
  const Shared shared = share(os);
  run_all(os, {increment, never_stores}, shared);
  os.observe("value", static_cast<std::int64_t>(os.load(shared.counter, os::Access::Plain)));
}

TEST(Replay, NamesAStepThatDoesNotComeAnyMore) {
  const CheckResult result = check(scenario(lost_update, counts_to_two), {}, {});
  const ReplayResult replayed = replay(scenario(half_an_update), result.findings[0].token);
  ASSERT_TRUE(replayed.divergence);
  // Steps 2 and 3 are the loads, 4 is the end of the second process.
  EXPECT_EQ(
      *replayed.divergence,
      "step 5: expected Process-2 to store memory #1, but it was Process-1 to store memory #1");
}

TEST(Replay, RefusesATokenOfOtherParameters) {
  const CheckResult result = check(scenario(lost_update, counts_to_two), {}, {});
  Scenario changed = scenario(lost_update, counts_to_two);
  changed.parameters = {{"size", "", 1, 1, 1, 9, ParameterType::Integer}};
  EXPECT_THROW(replay(changed, result.findings[0].token), UsageError);
}

}  // namespace
}  // namespace ravel::test
