// Executors and futures on every operating system layer that has threads and streams. The codes are
// those of the checklist of behaviours. In the simulator one task of one worker is explored
// completely; where there is more, every interleaving with at most two delays, or one.
#include <chrono>

#include "primitives/all.h"
#include "tests/primitives/conformance.h"
#include "tests/primitives/pool_programs.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using namespace tasks;
using os::expect;

constexpr std::uint32_t kDelays = 2;
constexpr std::uint32_t kDelaysOfTwoWorkers = 1;

void wait_for(os::Os&, Lock gate) {
  gate.acquire();
}

TEST_P(ThreadConformance, EX01EX03EX13AFutureBringsTheResult) {
  const auto body = [](os::Os& os, const Parameters&) {
    ProcessPoolExecutor executor(os, {.max_workers = 1});
    Future<int> future = executor.submit(square, 3);
    expect(future.result() == 9 && future.done(), "the result");
    expect(future.exception() == nullptr && !future.cancelled(), "no exception");
    expect(!future.cancel(), "it is too late to cancel");
    executor.shutdown();
    expect(throws<std::logic_error>([&] { executor.submit(square, 4); }), "after the shutdown");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(ThreadConformance, EX01AResultThatIsNotThereIsATimeout) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock gate(os);
    gate.acquire();
    ProcessPoolExecutor executor(os, {.max_workers = 1}, wait_for, gate);
    Future<int> future = executor.submit(square, 3);
    expect(throws<TimeoutError>([&] { future.result(1ms); }), "result");
    expect(throws<TimeoutError>([&] { future.exception(0ms); }), "exception");
    gate.release();
    executor.shutdown();
    expect(future.result(0ms) == 9, "pending work was done");
  };
  EXPECT_EQ("", bounded_problem(GetParam(), body, kDelays));
}

TEST_P(ThreadConformance, EX02MapIsInOrderAndThrowsInPlace) {
  const auto body = [](os::Os& os, const Parameters&) {
    ProcessPoolExecutor executor(os, {.max_workers = 2});
    expect(throws<std::invalid_argument>([&] { executor.map(square, {1}, os::kForever, 0); }),
           "chunks of nothing");
    auto results = executor.map(refuse_odd, {2, 3});
    expect(results.next() == 2, "the first one");
    expect(failure_of([&] { results.next(); }) == "std::out_of_range: odd: 3", "in its place");
    expect(!results.next(), "the end");
    executor.shutdown();
  };
  EXPECT_EQ("", bounded_problem(GetParam(), body, kDelaysOfTwoWorkers));
}

// While the gate is closed the worker has not begun, and nobody has taken a task.
TEST_P(ThreadConformance, EX03EX13EX15WhatHasNotBegunCanBeCancelled) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock gate(os);
    gate.acquire();
    ProcessPoolExecutor executor(os, {.max_workers = 1}, wait_for, gate);
    Future<int> first = executor.submit(square, 3);
    Future<int> second = executor.submit(square, 4);
    expect(first.cancel() && first.cancel() && first.cancelled(), "cancelled, twice");
    expect(first.done() && throws<Cancelled>([&] { first.result(); }), "its result");
    expect(throws<Cancelled>([&] { first.exception(); }), "its exception");
    gate.release();
    expect(second.result() == 16, "the other one was done");
    executor.shutdown();
  };
  EXPECT_EQ("", bounded_problem(GetParam(), body, kDelays));
}

TEST_P(ThreadConformance, EX03AShutdownCancelsWhatIsQueuedIfItIsAskedTo) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock gate(os);
    gate.acquire();
    ProcessPoolExecutor executor(os, {.max_workers = 1}, wait_for, gate);
    Future<int> future = executor.submit(square, 3);
    executor.shutdown(false, true);
    expect(future.cancelled(), "it was queued");
    gate.release();
    executor.shutdown();
  };
  EXPECT_EQ("", bounded_problem(GetParam(), body, kDelays));
}

void submit_and_leave(os::Os& os, Value<int> done) {
  ProcessPoolExecutor executor(
      os, {.max_workers = 1}, +[](os::Os&, Value<int> count) { count.locked().add(1); }, done);
  executor.submit(square, 3);
}

TEST_P(ThreadConformance, EX04AProcessWaitsForPendingWorkAtItsEnd) {
  const auto body = [](os::Os& os, const Parameters&) {
    Value<int> begun(os);
    Process child(os, submit_and_leave, begun);
    child.start();
    child.join();
    expect(child.exitcode() == 0 && begun.load() == 1, "its worker had its time");
  };
  EXPECT_EQ("", bounded_problem(GetParam(), body, kDelays));
}

TEST_P(ThreadConformance, EX05EX08AWorkerThatDiesBreaksTheExecutor) {
  const auto body = [](os::Os& os, const Parameters&) {
    ProcessPoolExecutor executor(os, {.max_workers = 1});
    Future<void> dead = executor.submit(exit_in_task);
    std::optional<Future<int>> next;
    try {
      next = executor.submit(square, 3);
    } catch (const BrokenPool&) {
      // The worker was faster than this submission.
    }
    expect(throws<BrokenPool>([&] { dead.result(); }), "the one that it had");
    if (next) expect(throws<BrokenPool>([&] { next->result(); }), "the one that was queued");
    expect(throws<BrokenPool>([&] { executor.submit(square, 4); }), "a later one");
    executor.shutdown();
  };
  const Intended intended{{3}, {FindingKind::ExitStatus}};
  EXPECT_EQ("", bounded_problem(GetParam(), body, kDelays, intended));
}

TEST_P(ThreadConformance, EX06AnInitializerThatFailsBreaksTheExecutor) {
  const auto body = [](os::Os& os, const Parameters&) {
    ProcessPoolExecutor executor(os, {.max_workers = 1}, fail_to_begin);
    const std::string failure = failure_of([&] { executor.submit(square, 3).result(); });
    expect(failure.find("std::runtime_error: cannot begin") != std::string::npos, "it says why");
    executor.shutdown();
  };
  EXPECT_EQ("", bounded_problem(GetParam(), body, kDelays));
}

TEST_P(ThreadConformance, EX09WrongNumbersAreRefused) {
  const auto body = [](os::Os& os, const Parameters&) {
    const auto start = [&os](ExecutorOptions options) { ProcessPoolExecutor(os, options); };
    expect(throws<std::invalid_argument>([&] { start({.max_workers = 0}); }), "no workers");
    expect(throws<std::invalid_argument>([&] { start({.max_tasks_per_child = 0}); }), "no tasks");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(ThreadConformance, EX11WaitTellsWhatIsDone) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock gate(os);
    gate.acquire();
    ProcessPoolExecutor executor(os, {.max_workers = 1}, wait_for, gate);
    const Future<int> first = executor.submit(square, 3);
    const Future<int> second = executor.submit(square, 4);
    const std::vector<Future<int>> both = {first, second, first};
    const auto none = wait(os, both, ReturnWhen::AllCompleted, 0ms);
    expect(none.done.empty() && none.not_done.size() == 2, "one that is named twice counts once");
    gate.release();
    expect(!wait(os, both, ReturnWhen::FirstCompleted).done.empty(), "at least one");
    const auto all = wait(os, both);
    expect(all.done.size() == 2 && all.not_done.empty(), "all");
    executor.shutdown();
  };
  EXPECT_EQ("", bounded_problem(GetParam(), body, kDelaysOfTwoWorkers));
}

TEST_P(ThreadConformance, EX12AsCompletedYieldsEachFutureOnce) {
  const auto body = [](os::Os& os, const Parameters&) {
    ProcessPoolExecutor executor(os, {.max_workers = 2});
    const Future<int> first = executor.submit(square, 2);
    const Future<int> second = executor.submit(square, 3);
    AsCompleted<int> completed(os, {first, second, first});
    const int sum = completed.next()->result() + completed.next()->result();
    expect(sum == 13 && !completed.next(), "4 and 9, in any order");
    executor.shutdown();
  };
  EXPECT_EQ("", bounded_problem(GetParam(), body, kDelaysOfTwoWorkers));
}

TEST_P(ThreadConformance, EX12AsCompletedSaysWhatIsMissing) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock gate(os);
    gate.acquire();
    ProcessPoolExecutor executor(os, {.max_workers = 1}, wait_for, gate);
    const Future<int> future = executor.submit(square, 2);
    AsCompleted<int> completed(os, {future}, 1ms);
    expect(failure_of([&] { completed.next(); }) == "1 (of 1) futures unfinished", "a timeout");
    gate.release();
    executor.shutdown();
  };
  EXPECT_EQ("", bounded_problem(GetParam(), body, kDelays));
}

TEST_P(ThreadConformance, EX14CallbacksAreCalledOnceAndHurtNobody) {
  const auto body = [](os::Os& os, const Parameters&) {
    ProcessPoolExecutor executor(os, {.max_workers = 1});
    Future<int> future = executor.submit(square, 3);
    Semaphore called(os, 0);
    future.add_done_callback([](const Future<int>&) { throw std::runtime_error("on purpose"); });
    future.add_done_callback([called](const Future<int>& same) mutable {
      expect(same.result(0ms) == 9, "it is done");
      called.release();
    });
    called.acquire();
    future.add_done_callback([called](const Future<int>&) mutable { called.release(); });
    expect(called.try_acquire(), "at once, since it is done");
    executor.shutdown();
    expect(!called.try_acquire(), "each of them once");
  };
  const Intended intended{{1}, {FindingKind::Exception}};
  EXPECT_EQ("", bounded_problem(GetParam(), body, kDelays, intended));
}

}  // namespace
}  // namespace ravel
