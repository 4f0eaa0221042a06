// Threads in executions: they share everything with their process, and end with it.
#include <gmock/gmock.h>

#include <stdexcept>
#include <system_error>

#include "tests/checker/explore.h"

namespace ravel::test {
namespace {

using os::Handle;
using os::Os;
using sim::Ending;
using sim::OperationKind;
using testing::ElementsAre;

class First final : public sim::Chooser {
 public:
  std::size_t choose(const sim::Choices&) override { return 0; }
};

const sim::Execution& run_once(sim::Simulation& simulation, const sim::Body& body) {
  First first;
  return simulation.run(body, first);
}

// Exactly as many orders as two processes have: 4 steps, 2 each.
TEST(Threads, InterleaveAsProcessesDo) {
  const Explored explored = explore_all([](Os& os) {
    const Shared shared = share(os);
    std::vector<Handle> threads;
    for (int i = 0; i < 2; ++i) threads.push_back(os.start_thread([&] { increment(os, shared); }));
    for (const Handle thread : threads) EXPECT_TRUE(os.wait_thread(thread, os::kForever));
    os.observe("value", static_cast<std::int64_t>(os.load(shared.counter, os::Access::Plain)));
  });
  EXPECT_EQ(explored.executions, 6u);
  EXPECT_EQ(explored.values, (std::map<std::int64_t, std::uint64_t>{{1, 4}, {2, 2}}));
}

TEST(Threads, ShareWhatTheirFunctionCaptures) {
  int count = 0;
  sim::Simulation simulation{{}};
  run_once(simulation, [&count](Os& os) {
    count = 0;
    const auto own = std::make_shared<int>(7);
    const Handle thread = os.start_thread([&count, own] { count += *own; });
    os.wait_thread(thread, os::kForever);
    EXPECT_EQ(count, 7);
    EXPECT_EQ(own.use_count(), 1) << "what was captured ended with the thread";
  });
  EXPECT_EQ(count, 7);
}

TEST(Threads, KnowTheirProcessAndTheirNumber) {
  sim::Simulation simulation{{}};
  run_once(simulation, [](Os& os) {
    EXPECT_EQ(os.thread_id(), 0u);
    const std::uint64_t pid = os.pid();
    for (std::uint32_t i = 1; i <= 2; ++i) {
      const Handle thread = os.start_thread([&os, pid, i] {
        EXPECT_EQ(os.thread_id(), i);
        EXPECT_EQ(os.pid(), pid);
        EXPECT_EQ(os.process_name(), "MainProcess");
      });
      os.wait_thread(thread, os::kForever);
    }
  });
  const sim::Trace trace = simulation.trace();
  ASSERT_EQ(trace.processes.size(), 3u);
  EXPECT_EQ(trace.processes[2].name, "Thread-2");
  EXPECT_EQ(trace.processes[2].path, "/2");
  EXPECT_EQ(trace.processes[2].parent, 0);
  EXPECT_EQ(trace.processes[2].thread, 2u);
}

void start_a_thread(Os& os, const Shared& shared) {
  os.start_thread([&os, shared] { increment(os, shared); });
  os.start_thread([&os, shared] { increment(os, shared); }, {.daemon = false, .name = "feeder"});
}

TEST(Threads, OfAChildAreNamedAfterIt) {
  sim::Simulation simulation{{}};
  run_once(simulation, [](Os& os) { os.wait(spawn(os, start_a_thread, share(os)), os::kForever); });
  const sim::Trace trace = simulation.trace();
  EXPECT_EQ(trace.processes[2].name, "Thread-1 of Process-1");
  EXPECT_EQ(trace.processes[2].path, "1/1");
  EXPECT_EQ(trace.processes[3].name, "feeder");
}

// The child returns at once; its end comes after the two increments of its threads.
TEST(Threads, AreWaitedForAtTheEndOfTheirProcess) {
  const Explored explored = explore_all([](Os& os) {
    const Shared shared = share(os);
    os.wait(spawn(os, start_a_thread, shared), os::kForever);
    os.observe("value", static_cast<std::int64_t>(os.load(shared.counter, os::Access::Plain)));
  });
  EXPECT_EQ(explored.values, (std::map<std::int64_t, std::uint64_t>{{1, 4}, {2, 2}}));
}

void start_a_daemon(Os& os, const Shared& shared) {
  os.start_thread(
      [&os, shared] {
        for (std::uint64_t i = 1; i <= 2; ++i) os.store(shared.counter, i, os::Access::Plain);
        os.acquire(shared.semaphore, os::kForever);
      },
      {.daemon = true, .name = ""});
}

// The end of the child comes before, between or after the stores of its daemon, which never ends by
// itself. Before its end it waits for whoever its daemon may have started: n stores before the end
// leave n + 1 places for that.
TEST(Threads, DaemonsStopWithTheirProcessAtAnyMoment) {
  const Explored explored = explore_all([](Os& os) {
    const Shared shared = share(os, 0);
    os.wait(spawn(os, start_a_daemon, shared), os::kForever);
    os.observe("value", static_cast<std::int64_t>(os.load(shared.counter, os::Access::Plain)));
  });
  EXPECT_EQ(explored.values, (std::map<std::int64_t, std::uint64_t>{{0, 1}, {1, 2}, {2, 3}}));
  EXPECT_EQ(explored.deadlocks, 0u);
}

TEST(Threads, ADaemonThatIsStoppedIsADeathWithItsNextOperation) {
  sim::Simulation simulation{{}};
  const auto& execution = run_once(simulation, [](Os& os) { start_a_daemon(os, share(os, 0)); });
  EXPECT_EQ(execution.ending, Ending::Finished);
  ASSERT_EQ(execution.deaths.size(), 1u);
  EXPECT_EQ(execution.deaths[0].process, 1);
  EXPECT_TRUE(execution.deaths[0].running);
  EXPECT_EQ(execution.deaths[0].operation.kind, OperationKind::Store);
  EXPECT_TRUE(execution.processes[1].ended);
  EXPECT_TRUE(execution.processes[1].killed);
  EXPECT_FALSE(execution.processes[0].killed);
}

TEST(Threads, ExitInAThreadEndsTheProcess) {
  bool destroyed = false;
  sim::Simulation simulation{{}};
  const auto& execution = run_once(simulation, [&destroyed](Os& os) {
    struct Sets {
      bool& flag;
      ~Sets() { flag = true; }
    } const sets{destroyed};
    os.create_pipe();
    os.start_thread([&os, &destroyed] {
      EXPECT_FALSE(destroyed);
      os.exit(5);
    });
    os.acquire(os.create_semaphore(0, 1), os::kForever);
    ADD_FAILURE() << "the first thread does not go on";
  });
  EXPECT_TRUE(destroyed) << "memory is freed after the verdict";
  EXPECT_EQ(execution.ending, Ending::Finished);
  EXPECT_EQ(execution.processes[0].exit_code, 5);
  EXPECT_FALSE(execution.processes[0].killed);
  const sim::Step& end = execution.steps.back();
  EXPECT_EQ(end.kind, OperationKind::Exit);
  EXPECT_EQ(end.process, 1);
  EXPECT_EQ(end.object, 0u) << "it ended its process";
}

TEST(Threads, AnExceptionEndsOnlyItsThread) {
  sim::Simulation simulation{{}};
  const auto& execution = run_once(simulation, [](Os& os) {
    const Handle thread = os.start_thread([] { throw std::runtime_error("as intended"); });
    EXPECT_TRUE(os.wait_thread(thread, os::kForever));
  });
  ASSERT_EQ(execution.exceptions.size(), 1u);
  EXPECT_EQ(execution.exceptions[0].process, 1);
  EXPECT_EQ(execution.exceptions[0].message, "as intended");
  EXPECT_EQ(execution.processes[0].exit_code, 0);
}

void hold_in_a_thread(Os& os, const Shared& shared) {
  os.start_thread([&os, shared] { os.acquire(shared.semaphore, os::kForever); });
  os.acquire(shared.semaphore, os::kForever);
}

// One permit, two threads that want it. The kill stops both, whoever has it. It comes before both,
// after the first thread's acquire, after the other one's, or also after the end of that one.
TEST(Threads, AKillEndsAllThreadsOfAProcess) {
  sim::SimulationOptions options;
  options.exits_are_choices = true;
  const Explored explored = explore_all(
      [](Os& os) {
        const Shared shared = share(os);
        const Handle child = spawn(os, hold_in_a_thread, shared);
        os.kill(child, os::Signal::Kill);
        EXPECT_EQ(os.wait(child, os::kForever), -9);
        os.observe("value", static_cast<std::int64_t>(os.semaphore_value(shared.semaphore)));
      },
      options);
  EXPECT_EQ(explored.deadlocks, 0u);
  EXPECT_EQ(explored.values, (std::map<std::int64_t, std::uint64_t>{{0, 3}, {1, 1}}));
}

TEST(Threads, AreWaitedForOnlyByOthersOfTheirProcess) {
  sim::Simulation simulation{{}};
  const auto& execution = run_once(simulation, [](Os& os) {
    const Shared shared = share(os);
    const Handle child = spawn(os, increment, shared);
    EXPECT_THROW(os.wait_thread(child, os::kForever), std::logic_error);
    Handle thread = os::kNoHandle;
    thread = os.start_thread([&] {
      EXPECT_THROW(os.wait_thread(thread, os::kForever), std::logic_error) << "itself";
      os.acquire(shared.semaphore, os::kForever);
      os.acquire(shared.semaphore, os::kForever);
    });
    EXPECT_THROW(os.wait(thread, os::kForever), std::logic_error) << "no child";
    EXPECT_THROW(os.kill(thread, os::Signal::Kill), std::logic_error);
    EXPECT_FALSE(os.wait_thread(thread, std::chrono::nanoseconds(0)));
    os.release(shared.semaphore);
    os.wait_thread(thread, os::kForever);
    os.wait(child, os::kForever);
  });
  EXPECT_TRUE(execution.exceptions.empty());
  EXPECT_TRUE(execution.liveness_observed) << "somebody looked at a thread";
}

TEST(Threads, AreLimitedTogetherWithProcesses) {
  sim::Simulation simulation{{}};
  const auto& execution = run_once(simulation, [](Os& os) {
    for (std::size_t i = 1; i < sim::kProcessesMax; ++i) os.start_thread([] {});
    try {
      os.start_thread([] {});
      ADD_FAILURE();
    } catch (const std::system_error& error) {
      EXPECT_EQ(error.code(), std::errc::resource_unavailable_try_again);
      EXPECT_THAT(error.what(), testing::HasSubstr("at most 128 processes and threads"));
    }
  });
  EXPECT_EQ(execution.ending, Ending::Finished);
}

TEST(Threads, WaitForChildrenOfTheirProcess) {
  const Explored explored = explore_all([](Os& os) {
    const Shared shared = share(os);
    const Handle child = spawn(os, increment, shared);
    const Handle thread =
        os.start_thread([&os, child] { EXPECT_EQ(os.wait(child, os::kForever), 0); });
    os.wait_thread(thread, os::kForever);
    os.observe("value", static_cast<std::int64_t>(os.load(shared.counter, os::Access::Plain)));
  });
  EXPECT_EQ(explored.values, (std::map<std::int64_t, std::uint64_t>{{1, 1}}));
}

// A thread that never began is cleared away with what it captured.
TEST(Threads, ThatNeverBeganAreClearedAway) {
  const auto captured = std::make_shared<int>(0);
  sim::SimulationOptions options;
  options.steps_max = 1;
  sim::Simulation simulation{options};
  run_once(simulation, [captured](Os& os) { os.start_thread([captured] {}); });
  EXPECT_EQ(captured.use_count(), 1);
}

}  // namespace
}  // namespace ravel::test
