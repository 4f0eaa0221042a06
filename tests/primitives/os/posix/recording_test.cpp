// Recording a real run: who did what, in an order that could have been, whatever becomes of the
// processes.
#include "primitives/all.h"
#include "scenarios/main/recorded_trace.h"
#include "tests/primitives/os/posix/world.h"

namespace ravel::os::posix {
namespace {

using recording::Call;
using recording::Entry;
using recording::State;
using testing::Contains;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

class Recording : public Posix {
 protected:
  RunResult record(const std::function<void(Os&)>& body, std::size_t most = 10'000,
                   std::chrono::milliseconds timeout = std::chrono::minutes(1)) {
    RunOptions options;
    options.start_method = GetParam();
    options.timeout = timeout;
    options.record_max = most;
    return posix::run(body, options);
  }

  RecordedRun trace_of(const std::function<void(Os&)>& body) {
    const RunResult result = record(body);
    return recorded_run(result.recorded, result.not_recorded);
  }
};
INSTANTIATE_TEST_SUITE_P(Methods, Recording, both_methods(), method_name);

/// "Process-1: acquire door -> ..." for each step.
std::vector<std::string> lines_of(const RecordedRun& run) {
  std::vector<std::string> lines;
  for (const sim::Step& step : run.trace.steps) {
    const std::string result = sim::describe_result(step);
    lines.push_back(run.trace.processes.at(step.process).name + ": " +
                    sim::describe(run.trace, step) + (result.empty() ? "" : " -> " + result));
  }
  return lines;
}

// One child at a time, so that there is one order. Its exit is a step of its own; what the parent
// does while the child begins is not ordered with that, and there is nothing.
TEST_P(Recording, HasTheStepsOfEveryProcess) {
  const RecordedRun run = trace_of([](Os& os) {
    Lock door(os);
    door.label("door");
    Process child(
        os,
        [](Os&, Lock lock) {
          lock.acquire();
          lock.release();
        },
        door);
    child.start();
    child.join();
    os.exit(3);
  });
  EXPECT_THAT(lines_of(run),
              ElementsAre("MainProcess: spawn Process-1", "Process-1: acquire door",
                          "Process-1: release door", "Process-1: exit -> 0",
                          "MainProcess: wait Process-1 -> exit code 0", "MainProcess: exit -> 3"));
  EXPECT_EQ(run.left_out, 0U);
  EXPECT_TRUE(run.pending.empty());
  EXPECT_THAT(run.trace.steps.at(1).where.file, EndsWith("recording_test.cpp"));
}

// Threads are participants of their own, and begin with the call that started them.
TEST_P(Recording, TellsThreadsApart) {
  const RecordedRun run = trace_of([](Os& os) {
    Semaphore go(os, 0);
    go.label("go");
    Thread thread(os, [&] { go.acquire(); });
    thread.start();
    go.release();
    thread.join();
  });
  EXPECT_EQ(run.trace.processes.size(), 2U);
  EXPECT_EQ(run.trace.processes.at(1).thread, 1U);
  EXPECT_THAT(lines_of(run), Contains("Thread-1: acquire go"));
  EXPECT_THAT(lines_of(run), Contains("MainProcess: wait Thread-1 -> exit code 0"));
}

void take_turns(Os&, Lock lock, RawValue<int> owner, int me) {
  for (int i = 0; i < 200; ++i) {
    const auto guard = lock.hold();
    owner.store(me);
    owner.load();
  }
}

// Four processes, one lock: in the order of the record no acquire comes before the release that
// made it possible, and each load follows the store of its own process.
TEST_P(Recording, PutsNothingBeforeWhatMadeItPossible) {
  const RecordedRun run = trace_of([](Os& os) {
    Lock lock(os);
    RawValue<int> owner(os, 0);
    std::vector<Process> children;
    for (int i = 1; i <= 4; ++i) children.emplace_back(os, take_turns, lock, owner, i);
    for (Process& child : children) child.start();
    for (Process& child : children) child.join();
  });
  int permits = 1;
  std::uint64_t stored = 0;
  std::size_t acquired = 0;
  for (const sim::Step& step : run.trace.steps) {
    if (step.kind == sim::OperationKind::Acquire) {
      EXPECT_EQ(--permits, 0);
      ++acquired;
    }
    if (step.kind == sim::OperationKind::Release) ++permits;
    if (step.kind == sim::OperationKind::Store) stored = step.value;
    if (step.kind == sim::OperationKind::Load) {
      EXPECT_EQ(step.value, stored);
    }
  }
  EXPECT_EQ(acquired, 800U);
}

void take_both(Os&, Lock one, Lock other, Barrier both) {
  const auto first = one.hold();
  both.wait();
  const auto second = other.hold();
}

// What a timeout of `ravel run` says: the pending calls, with their holders.
TEST_P(Recording, KeepsWhatEverybodyWaitsForAndWhoHasIt) {
  const auto deadlock = [](Os& os) {
    Lock left(os);
    Lock right(os);
    left.label("left");
    right.label("right");
    Barrier both(os, 2);
    Process there(os, take_both, left, right, both);
    Process back(os, take_both, right, left, both);
    there.start();
    back.start();
    there.join();
  };
  // On a busy machine they may not have come to their deadlock.
  RecordedRun run;
  for (auto timeout = std::chrono::milliseconds(250);; timeout *= 2) {
    const RunResult result = record(deadlock, 10'000, timeout);
    ASSERT_TRUE(result.timed_out);
    run = recorded_run(result.recorded, result.not_recorded);
    if (run.pending.size() == 3 || timeout > std::chrono::minutes(1)) break;
  }
  std::vector<std::string> waits;
  for (const PendingCall& call : run.pending)
    waits.push_back(run.trace.processes.at(call.step.process).name + ": " +
                    sim::describe(run.trace, call.step) + "/" + call.held_by);
  EXPECT_THAT(waits, testing::UnorderedElementsAre("MainProcess: wait Process-1/",
                                                   "Process-1: acquire right/Process-2",
                                                   "Process-2: acquire left/Process-1"));
}

// A process that is killed leaves the call that it was in.
TEST_P(Recording, SurvivesTheKillOfAProcess) {
  const RecordedRun run = trace_of([](Os& os) {
    Semaphore inside(os, 0);
    Semaphore never(os, 0);
    never.label("never");
    Process child(
        os,
        [](Os&, Semaphore told, Semaphore waited) {
          told.release();
          waited.acquire();
        },
        inside, never);
    child.start();
    inside.acquire();
    // Its next call may still be about to begin.
    os.sleep(std::chrono::milliseconds(300));
    child.kill();
    child.join();
  });
  ASSERT_EQ(run.pending.size(), 1U);
  EXPECT_EQ(sim::describe(run.trace, run.pending[0].step), "acquire never");
  EXPECT_THAT(lines_of(run), Contains("MainProcess: wait Process-1 -> exit code -9"));
}

TEST_P(Recording, CountsWhatItHasNoRoomFor) {
  const RunResult result = record(
      [](Os& os) {
        RawValue<int> number(os, 0);
        for (int i = 0; i < 100; ++i) number.store(i);
      },
      50);
  EXPECT_EQ(result.recorded.size(), 50U);
  EXPECT_GT(result.not_recorded, 50U);
}

// The loads of a predicate belong to its wait.
TEST_P(Recording, MakesOneStepOfWaitUntil) {
  const RecordedRun run = trace_of([](Os& os) {
    const Handle memory = os.create_memory(8);
    int looks = 0;
    os.wait_until([&] { return os.load({memory, 0, 8}, Access::Atomic) == 0 && ++looks == 3; });
  });
  EXPECT_THAT(lines_of(run),
              ElementsAre("MainProcess: wait-until -> holds", "MainProcess: exit -> 0"));
}

// A pipe is one stream with two ends, in parent and child.
TEST_P(Recording, KnowsStreamsAndFiles) {
  const RecordedRun run = trace_of([](Os& os) {
    const auto [reads, writes] = os.create_pipe(1000);
    os.label(reads, "news");
    const std::array<std::byte, 3> bytes{};
    os.write_stream(writes, bytes);
    std::array<std::byte, 10> room{};
    os.read_stream(reads, room);
    const Handle file = os.open_file("left.json", FileMode::Write);
    os.write_file(file, bytes);
    os.close_file(file);
    os.rename_file("left.json", "right.json");
    EXPECT_THROW(os.remove_file("left.json"), std::system_error);
  });
  EXPECT_THAT(
      lines_of(run),
      ElementsAre("MainProcess: write-stream news -> 3 bytes",
                  "MainProcess: read-stream news -> 3 of 10 bytes",
                  "MainProcess: open 'left.json' truncating",
                  "MainProcess: write 'left.json' -> 3 bytes", "MainProcess: close 'left.json'",
                  "MainProcess: rename 'left.json' to 'right.json'",
                  "MainProcess: remove 'left.json' -> ENOENT", "MainProcess: exit -> 0"));
}

}  // namespace
}  // namespace ravel::os::posix
