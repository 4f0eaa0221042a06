// Executors and futures on every operating system layer. The codes are those of the checklist of
// behaviours; in the simulator each must hold in every interleaving.
#include <chrono>

#include "primitives/all.h"
#include "tests/primitives/conformance.h"
#include "tests/primitives/pool_programs.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using namespace tasks;
using os::expect;

void wait_for(os::Os&, Lock gate) {
  gate.acquire();
}

TEST_P(Conformance, EX01EX03EX13AFutureBringsTheResult) {
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

TEST_P(Conformance, EX01AResultThatIsNotThereIsATimeout) {
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
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, EX02MapIsInOrderAndThrowsInPlace) {
  const auto body = [](os::Os& os, const Parameters& with) {
    ProcessPoolExecutor executor(os, {.max_workers = workers(with)});
    expect(throws<std::invalid_argument>([&] { executor.map(square, {1}, os::kForever, 0); }),
           "chunks of nothing");
    auto results = executor.map(refuse_odd, {2, 3});
    expect(results.next() == 2, "the first one");
    expect(failure_of([&] { results.next(); }) == "std::out_of_range: odd: 3", "in its place");
    expect(!results.next(), "the end");
    executor.shutdown();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

// While the gate is closed the worker has not begun, and nobody has taken a task.
TEST_P(Conformance, EX03EX13EX15WhatHasNotBegunCanBeCancelled) {
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
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, EX03AShutdownCancelsWhatIsQueuedIfItIsAskedTo) {
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
  EXPECT_EQ("", problem(GetParam(), body));
}

void submit_and_leave(os::Os& os, Value<int> done) {
  ProcessPoolExecutor executor(
      os, {.max_workers = 1}, +[](os::Os&, Value<int> count) { count.locked().add(1); }, done);
  executor.submit(square, 3);
}

TEST_P(Conformance, EX04AProcessWaitsForPendingWorkAtItsEnd) {
  const auto body = [](os::Os& os, const Parameters&) {
    Value<int> begun(os);
    Process child(os, submit_and_leave, begun);
    child.start();
    child.join();
    expect(child.exitcode() == 0 && begun.load() == 1, "its worker had its time");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, EX05EX08AWorkerThatDiesBreaksTheExecutor) {
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
  EXPECT_EQ("", problem(GetParam(), body, intended));
}

TEST_P(Conformance, EX06AnInitializerThatFailsBreaksTheExecutor) {
  const auto body = [](os::Os& os, const Parameters&) {
    ProcessPoolExecutor executor(os, {.max_workers = 1}, fail_to_begin);
    const std::string failure = failure_of([&] { executor.submit(square, 3).result(); });
    expect(failure.find("std::runtime_error: cannot begin") != std::string::npos, "it says why");
    executor.shutdown();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, EX09WrongNumbersAreRefused) {
  const auto body = [](os::Os& os, const Parameters&) {
    const auto start = [&os](ExecutorOptions options) { ProcessPoolExecutor(os, options); };
    expect(throws<std::invalid_argument>([&] { start({.max_workers = 0}); }), "no workers");
    expect(throws<std::invalid_argument>([&] { start({.max_tasks_per_child = 0}); }), "no tasks");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, EX11WaitTellsWhatIsNotDoneInTime) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock gate(os);
    gate.acquire();
    ProcessPoolExecutor executor(os, {.max_workers = 1}, wait_for, gate);
    const Future<int> future = executor.submit(square, 3);
    const auto none = wait(os, std::vector{future, future}, ReturnWhen::AllCompleted, 0ms);
    expect(none.done.empty() && none.not_done.size() == 1, "one that is named twice counts once");
    gate.release();
    executor.shutdown();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, EX11WaitTellsWhatIsDone) {
  const auto body = [](os::Os& os, const Parameters&) {
    ProcessPoolExecutor executor(os, {.max_workers = 1});
    const Future<int> first = executor.submit(square, 3);
    const Future<int> second = executor.submit(square, 4);
    expect(!wait(os, std::vector{first, second}, ReturnWhen::FirstCompleted).done.empty(),
           "at least one");
    executor.shutdown();
    const auto all = wait(os, std::vector{first, second, first}, ReturnWhen::AllCompleted, 0ms);
    expect(all.done.size() == 2 && all.not_done.empty(), "all");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, EX12AsCompletedYieldsEachFutureOnce) {
  const auto body = [](os::Os& os, const Parameters&) {
    ProcessPoolExecutor executor(os, {.max_workers = 2});
    const Future<int> first = executor.submit(square, 2);
    const Future<int> second = executor.submit(square, 3);
    AsCompleted<int> completed(os, {first, second, first});
    const int sum = completed.next()->result() + completed.next()->result();
    expect(sum == 13 && !completed.next(), "4 and 9, in any order");
    executor.shutdown();
  };
  EXPECT_EQ("", bounded_problem(GetParam(), body, 1));
}

TEST_P(Conformance, EX12AsCompletedSaysWhatIsMissing) {
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
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, EX14CallbacksAreCalledOnceAndHurtNobody) {
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
  EXPECT_EQ("", problem(GetParam(), body, intended));
}

/// What can be sent, and cannot be received.
struct Unreadable {
  template <class Archive>
  void save(Archive& archive) const {
    archive(1);
  }
  template <class Archive>
  void load(Archive&) {
    throw std::runtime_error("unreadable");
  }
};
Unreadable return_unreadable(os::Os&) {
  return {};
}
void take_unreadable(os::Os&, Unreadable) {}
void take_lock(os::Os&, Lock) {}

TEST_P(Conformance, EX07WhatCannotTravelFailsAlone) {
  const auto body = [](os::Os& os, const Parameters&) {
    ProcessPoolExecutor executor(os, {.max_workers = 1});
    expect(throws<std::invalid_argument>([&] { executor.submit(take_lock, Lock(os)); }), "a lock");
    const Future<void> argument = executor.submit(take_unreadable, Unreadable());
    const Future<Unreadable> result = executor.submit(return_unreadable);
    expect(failure_of([&] { argument.result(); }) == "std::runtime_error: unreadable", "in there");
    expect(failure_of([&] { result.result(); }) == "unreadable", "here");
    expect(executor.submit(square, 3).result() == 9, "the executor goes on");
    executor.shutdown();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

/// Ends its reader.
struct Deadly {
  template <class Archive>
  void save(Archive& archive) const {
    archive(1);
  }
  template <class Archive>
  void load(Archive& archive) {
    archive.os().exit(3);
  }
};
void take_deadly(os::Os&, Deadly) {}

TEST_P(Conformance, EX07WhatEndsItsReaderBreaksTheExecutor) {
  const auto body = [](os::Os& os, const Parameters&) {
    ProcessPoolExecutor executor(os, {.max_workers = 1});
    const Future<void> future = executor.submit(take_deadly, Deadly());
    expect(throws<BrokenPool>([&] { future.result(); }), "nobody waits for ever");
    expect(throws<BrokenPool>([&] { executor.submit(square, 1); }), "it is broken");
    executor.shutdown();
  };
  EXPECT_EQ("", problem(GetParam(), body, {{3}, {FindingKind::ExitStatus}}));
}

TEST_P(Conformance, EX08AWorkerDiesDuringTheShutdown) {
  const auto body = [](os::Os& os, const Parameters&) {
    ProcessPoolExecutor executor(os, {.max_workers = 1});
    const Future<void> deadly = executor.submit(exit_in_task);
    executor.shutdown();
    expect(throws<BrokenPool>([&] { deadly.result(0ms); }), "it died");
  };
  EXPECT_EQ("", problem(GetParam(), body, {{3}, {FindingKind::ExitStatus}}));
}

TEST_P(Conformance, EX08AShutdownRightAfterACancel) {
  const auto body = [](os::Os& os, const Parameters&) {
    ProcessPoolExecutor executor(os, {.max_workers = 1});
    Future<int> future = executor.submit(square, 2);
    const bool cancelled = future.cancel();
    executor.shutdown();
    expect(future.cancelled() == cancelled, "either");
    expect(cancelled || future.result(0ms) == 4, "or");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

std::string repeat(os::Os&, std::string text) {
  return text;
}

TEST_P(ForReal, EX08MuchDataIsUnderWayWhenAWorkerDies) {
  const auto body = [](os::Os& os, const Parameters&) {
    ProcessPoolExecutor executor(os, {.max_workers = 2});
    const std::string much(1'000'000, 'x');
    std::vector<Future<std::string>> futures;
    for (int i = 0; i < 5; ++i) futures.push_back(executor.submit(repeat, much));
    executor.submit(exit_in_task);
    executor.shutdown();
    for (const auto& future : futures) expect(future.done(), "done or broken");
  };
  EXPECT_EQ("", problem(GetParam(), body, {{3}, {}}));
}

TEST_P(ForReal, EX08TenThousandTasksAreSubmittedBeforeOneIsDone) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock gate(os);
    gate.acquire();
    ProcessPoolExecutor executor(os, {.max_workers = 1}, wait_for, gate);
    std::vector<Future<int>> futures;
    for (int i = 0; i < 10'000; ++i) futures.push_back(executor.submit(square, i));
    gate.release();
    executor.shutdown();
    expect(futures.back().result(0ms) == 9'999 * 9'999, "all are done");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, EX10AWorkerIsReplacedAfterItsTasks) {
  const auto body = [](os::Os& os, const Parameters&) {
    expect(throws<std::invalid_argument>(
               [&] { ProcessPoolExecutor(os, {.max_workers = 1, .max_tasks_per_child = 0}); }),
           "no task at all");
    ProcessPoolExecutor executor(os, {.max_workers = 1, .max_tasks_per_child = 1});
    const std::uint64_t first = executor.submit(own_pid).result();
    expect(first != executor.submit(own_pid).result(), "another worker");
    executor.shutdown();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

}  // namespace
}  // namespace ravel
