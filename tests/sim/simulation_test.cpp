// The execution loop: what is a choice, what is not, and how executions end.
#include "sim/simulation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/checker/explore.h"
#include "tests/sim/programs.h"

namespace ravel::test {
namespace {

using os::Os;
using sim::Ending;

/// Always the first transition.
class First final : public sim::Chooser {
 public:
  std::size_t choose(const sim::Choices&) override { return 0; }
};

const sim::Execution& run_once(sim::Simulation& simulation, const sim::Body& body) {
  First first;
  return simulation.run(body, first);
}

void hold_for_ever(Os& os, const Shared& shared) {
  os.acquire(shared.semaphore, os::kForever);
  os.acquire(shared.semaphore, os::kForever);
}

void fail(Os&, const Shared&) {
  throw std::runtime_error("as intended");
}
void leave_with_three(Os& os, const Shared&) {
  os.exit(3);
}

TEST(Simulation, WaitingForEverIsADeadlockThatNamesEverybody) {
  sim::Simulation simulation{{}};
  const auto& execution =
      run_once(simulation, [](Os& os) { run_all(os, {hold_for_ever}, share(os)); });
  EXPECT_EQ(execution.ending, Ending::Deadlock);
  ASSERT_EQ(execution.blocked.size(), 2u);
  EXPECT_EQ(execution.blocked[0].operation.kind, sim::OperationKind::Wait);
  EXPECT_EQ(execution.blocked[1].operation.kind, sim::OperationKind::Acquire);
}

struct CountsItsEnd {
  int* ends;
  ~CountsItsEnd() { ++*ends; }
};

// Whoever still waits when the verdict is known is cleared away: its destructors run (here also one
// that calls the system), nobody sees their effects, and the next execution starts from scratch.
TEST(Simulation, ClearsAwayAbandonedProcesses) {
  int ends = 0;
  sim::Simulation simulation{{}};
  for (int round = 1; round <= 3; ++round) {
    const auto& execution = run_once(simulation, [&ends](Os& os) {
      const Shared shared = share(os);
      const CountsItsEnd counts{&ends};
      struct Releases {
        Os& os;
        Shared shared;
        ~Releases() { os.release(shared.semaphore); }
      } const releases{os, shared};
      hold_for_ever(os, shared);
    });
    EXPECT_EQ(execution.ending, Ending::Deadlock);
    EXPECT_EQ(execution.steps.size(), 1u) << "the release of the cleared process is no step";
    EXPECT_EQ(ends, round);
  }
}

TEST(Simulation, AnExceptionEndsItsProcessWithCodeOne) {
  sim::Simulation simulation{{}};
  const auto& execution = run_once(simulation, [](Os& os) {
    run_all(os, {fail, increment}, share(os));
  });
  EXPECT_EQ(execution.ending, Ending::Finished);
  ASSERT_EQ(execution.exceptions.size(), 1u);
  EXPECT_EQ(execution.exceptions[0].process, 1);
  EXPECT_EQ(execution.exceptions[0].type, "std::runtime_error");
  EXPECT_EQ(execution.exceptions[0].message, "as intended");
  EXPECT_EQ(execution.processes[1].exit_code, 1);
  EXPECT_EQ(execution.processes[2].exit_code, 0);
}

TEST(Simulation, ExitRunsNoDestructorBeforeTheVerdict) {
  bool destroyed = false;
  bool seen = true;
  sim::Simulation simulation{{}};
  const auto& execution = run_once(simulation, [&](Os& os) {
    const os::Handle child = spawn(os, leave_with_three, share(os));
    const int code = os.wait(child, os::kForever).value();
    struct Sets {
      bool& flag;
      ~Sets() { flag = true; }
    } const sets{destroyed};
    seen = destroyed;
    os.exit(code);
  });
  EXPECT_FALSE(seen);
  EXPECT_TRUE(destroyed) << "memory is freed afterwards";
  EXPECT_EQ(execution.ending, Ending::Finished);
  EXPECT_EQ(execution.processes[0].exit_code, 3);
}

TEST(Simulation, AProcessWaitsForItsChildrenAtItsEnd) {
  sim::Simulation simulation{{}};
  const auto& execution = run_once(simulation, [](Os& os) { spawn(os, increment, share(os)); });
  EXPECT_EQ(execution.ending, Ending::Finished);
  ASSERT_GE(execution.steps.size(), 2u);
  EXPECT_EQ(execution.steps[execution.steps.size() - 2].kind, sim::OperationKind::WaitAll);
  EXPECT_EQ(execution.steps.back().process, 0);
}

void terminate_while_it_holds(Os& os) {
  const Shared shared = share(os);
  const os::Handle child = spawn(os, hold_for_ever, shared);
  os.kill(child, os::Signal::Terminate);
  EXPECT_EQ(os.wait(child, os::kForever), -15);
  os.observe("value", static_cast<std::int64_t>(os.semaphore_value(shared.semaphore)));
}

// main: kill, wait, value. child: acquire, then blocked for ever. The kill comes before the acquire
// (1 permit left) or after it (0 left: killing does not release). In the first case the child's end
// is the only thing left, in the second as well: 2 executions.
TEST(Simulation, AKilledHolderKeepsItsPermits) {
  sim::SimulationOptions options;
  options.exits_are_choices = true;
  const Explored explored = explore_all(terminate_while_it_holds, options);
  EXPECT_EQ(explored.values, (std::map<std::int64_t, std::uint64_t>{{0, 1}, {1, 1}}));
}

void poll_once(Os& os) {
  const Shared shared = share(os);
  const os::Handle child = spawn(os, increment, shared);
  const bool ended = os.wait(child, std::chrono::nanoseconds(0)).has_value();
  os.observe("value", ended);
}

// child: load, store, end. main: one look at the child, which is one of 4 moments: 3 before the end
// and 1 after it. Only if ends are choices can the look come between the store and the end.
TEST(Simulation, WhoLooksAtAChildMakesItsEndAChoice) {
  sim::SimulationOptions options;
  options.exits_are_choices = true;
  const Explored explored = explore_all(poll_once, options);
  EXPECT_EQ(explored.values, (std::map<std::int64_t, std::uint64_t>{{0, 3}, {1, 1}}));
  sim::Simulation simulation{{}};
  EXPECT_TRUE(run_once(simulation, poll_once).liveness_observed);
}

TEST(Simulation, AStepLimitCutsTheExecution) {
  sim::SimulationOptions options;
  options.steps_max = 10;
  sim::Simulation simulation{options};
  const auto& execution = run_once(simulation, [](Os& os) {
    const Shared shared = share(os);
    for (;;) increment(os, shared);
  });
  EXPECT_EQ(execution.ending, Ending::StepLimit);
  EXPECT_EQ(execution.steps.size(), 10u);
}

// Neither takes a step that the limit could count.
TEST(Simulation, LoopsWithoutStepsAreCutToo) {
  sim::SimulationOptions options;
  options.steps_max = 50;
  sim::Simulation simulation{options};
  const sim::Body sleeps = [](Os& os) {
    for (;;) os.sleep(std::chrono::seconds(1));
  };
  EXPECT_EQ(run_once(simulation, sleeps).ending, Ending::StepLimit);
  const sim::Body waits = [](Os& os) {
    const os::Handle child = spawn(os, increment, share(os));
    for (;;) os.wait(child, os::kForever);
  };
  EXPECT_EQ(run_once(simulation, waits).ending, Ending::StepLimit);
}

TEST(SimulationDeathTest, ALoopThatSwallowsEverythingIsNamed) {
  const auto swallow = [] {
    sim::SimulationOptions options;
    options.steps_max = 5;
    sim::Simulation simulation{options};
    run_once(simulation, [](Os& os) {
      const Shared shared = share(os);
      for (;;) try {
          increment(os, shared);
        } catch (...) {
        }
    });
  };
  EXPECT_DEATH(swallow(), "swallows every exception");
}

TEST(Simulation, ExitCodesHaveEightBits) {
  sim::Simulation simulation{{}};
  const auto& execution = run_once(simulation, [](Os& os) { os.exit(257); });
  EXPECT_EQ(execution.processes[0].exit_code, 1);
}

TEST(Simulation, RefusesTooManyAlternatives) {
  sim::Simulation simulation{{}};
  run_once(simulation, [](Os& os) {
    EXPECT_THROW(os.choose(0), std::invalid_argument);
    EXPECT_THROW(os.choose(os::kAlternativesMax + 1), std::invalid_argument);
  });
}

TEST(Simulation, RefusesTheProcessThatWouldBeOneTooMany) {
  sim::Simulation simulation{{}};
  const auto& execution = run_once(simulation, [](Os& os) {
    const Shared shared = share(os);
    for (;;) spawn(os, increment, shared);
  });
  EXPECT_EQ(execution.processes.size(), sim::kProcessesMax);
  ASSERT_EQ(execution.exceptions.size(), 1u);
  EXPECT_THAT(execution.exceptions[0].message, testing::HasSubstr("at most 128 processes"));
}

TEST(Simulation, AClosedFileCanBeNeitherReadNorLocked) {
  sim::Simulation simulation{{}};
  const auto& execution = run_once(simulation, [](Os& os) {
    const os::Handle file = os.open_file("file", os::FileMode::Append);
    os.close_file(file);
    std::byte byte{};
    EXPECT_THROW(os.read_file(file, {&byte, 1}), std::logic_error);
    EXPECT_THROW(os.lock_file(file, os::kForever), std::logic_error);
  });
  EXPECT_TRUE(execution.exceptions.empty());
}

void lock_and_exit(Os& os, const Shared&) {
  os.lock_file(os.open_file("file", os::FileMode::Append), os::kForever);
  os.exit(0);
}

// The child opens, locks, ends; main opens and tries once. The try comes before the lock, between
// lock and end, or after the end: only in the second case it fails. An end that unlocks is a choice
// although nobody looks at the child.
TEST(Simulation, AnEndThatFreesAFileLockCanBePreceded) {
  const Explored explored = explore_all([](Os& os) {
    const os::Handle child = spawn(os, lock_and_exit, share(os));
    const os::Handle file = os.open_file("file", os::FileMode::Append);
    os.observe("value", os.lock_file(file, std::chrono::nanoseconds(0)));
    os.close_file(file);
    os.wait(child, os::kForever);
  });
  EXPECT_EQ(explored.values.size(), 2u);
  EXPECT_EQ(explored.deadlocks, 0u);
}

TEST(Simulation, AnErrorOfTheChooserReachesTheCallerAndLeavesNothingBehind) {
  struct Throws final : sim::Chooser {
    std::size_t choose(const sim::Choices&) override { throw std::domain_error("chooser"); }
  } throws;
  const sim::Body two = [](Os& os) { run_all(os, {increment, increment}, share(os)); };
  sim::Simulation simulation{{}};
  EXPECT_THROW(simulation.run(two, throws), std::domain_error);
  EXPECT_EQ(run_once(simulation, two).ending, Ending::Finished);
}

TEST(Simulation, EveryAlternativeOfADataChoiceIsExplored) {
  const Explored explored =
      explore_all([](Os& os) { os.observe("value", os.choose(3) * 10 + os.choose(2)); });
  EXPECT_EQ(explored.executions, 6u);
  EXPECT_EQ(explored.values.size(), 6u);
}

TEST(Simulation, ASchedulePrintsWhatARealRunWould) {
  sim::SimulationOptions options;
  options.collect_output = true;
  sim::Simulation simulation{options};
  const auto& execution = run_once(simulation, [](Os& os) {
    os.print("one\n");
    os.sleep(std::chrono::milliseconds(5));
    os.print(std::to_string(os.now().count()));
  });
  EXPECT_EQ(execution.output, (std::vector<std::string>{"one\n", "5000000"}));
}

// Numbers of a process depend on its place in the family, not on the schedule.
TEST(Simulation, EntropyIsTheSameInEveryExecution) {
  const Explored explored = explore_all([](Os& os) {
    run_all(os, {increment, increment}, share(os));
    os.observe("value", static_cast<std::int64_t>(os.entropy()));
  });
  EXPECT_EQ(explored.executions, 6u);
  EXPECT_EQ(explored.values.size(), 1u);
}

}  // namespace
}  // namespace ravel::test
