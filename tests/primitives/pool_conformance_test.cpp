// Pools on every operating system layer. The codes are those of the checklist of behaviours; in the
// simulator each must hold in every interleaving.
#include <chrono>
#include <tuple>

#include "primitives/all.h"
#include "tests/primitives/conformance.h"
#include "tests/primitives/pool_programs.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using namespace tasks;
using os::expect;

TEST_P(Conformance, PO01AllWorkersAreStartedByTheConstructor) {
  const auto body = [](os::Os& os, const Parameters&) {
    expect(throws<std::invalid_argument>([&] { Pool(os, {.processes = 0}); }), "no workers");
    Pool pool(os, {.processes = 2});
    expect(active_children(os).size() == 2, "two children");
    expect(active_children(os)[0].daemon(), "which are daemons");
    pool.close();
    pool.join();
    expect(active_children(os).empty(), "they have ended");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void count_worker(os::Os&, Value<int> workers, int step) {
  workers.locked().add(step);
}

TEST_P(Conformance, PO02TheInitializerRunsBeforeTheFirstTaskOfAWorker) {
  const auto body = [](os::Os& os, const Parameters&) {
    Value<int> workers(os);
    Pool pool(os, {.processes = 1}, count_worker, workers, 5);
    expect(pool.apply(square, 3) == 9, "a task");
    expect(workers.load() == 5, "the initializer ran once, before it");
    pool.close();
    pool.join();
    expect(workers.load() == 5, "and not again");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PO02AnInitializerThatFailsBreaksThePool) {
  const auto body = [](os::Os& os, const Parameters&) {
    Pool pool(os, {.processes = 1}, fail_to_begin);
    const std::string failure = failure_of([&] { pool.apply(square, 3); });
    expect(failure.find("std::runtime_error: cannot begin") != std::string::npos, "it says why");
    pool.close();
    pool.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PO03PO09ApplyReturnsWhatTheTaskReturns) {
  const auto body = [](os::Os& os, const Parameters&) {
    Pool pool(os, {.processes = 1});
    const AsyncResult<int> result = pool.apply_async(square, 4);
    expect(result.wait() && result.ready() && result.successful(), "it is there");
    expect(result.get() == 16 && result.get(0ms) == 16, "as often as it is asked for");
    pool.close();
    pool.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void do_nothing(os::Os&) {}
void wait_for(os::Os&, Lock gate) {
  gate.acquire();
}

TEST_P(Conformance, PO09AResultThatIsNotThereIsATimeout) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock gate(os);
    gate.acquire();
    // The worker waits in its initializer, so that no task is performed.
    Pool pool(os, {.processes = 1}, wait_for, gate);
    const AsyncResult<void> result = pool.apply_async(do_nothing);
    expect(!result.ready() && !result.wait(0ms), "it is not there");
    expect(throws<TimeoutError>([&] { result.get(1ms); }), "in time");
    expect(throws<std::logic_error>([&] { result.successful(); }), "nobody knows yet");
    gate.release();
    result.get();
    pool.close();
    pool.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PO09AnExceptionReachesTheCallerWithItsTypeAndMessage) {
  const auto body = [](os::Os& os, const Parameters&) {
    Pool pool(os, {.processes = 1});
    const AsyncResult<int> result = pool.apply_async(refuse_odd, 3);
    expect(failure_of([&] { result.get(); }) == "std::out_of_range: odd: 3", "type and message");
    expect(!result.successful(), "it failed");
    expect(pool.apply(refuse_odd, 4) == 4, "the worker goes on");
    pool.close();
    pool.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PO04PO08MapsKeepTheOrderOfTheirItems) {
  const auto body = [](os::Os& os, const Parameters& with) {
    Pool pool(os, {.processes = workers(with)});
    expect(pool.map(square, {1, 2, 3}, 2) == std::vector<int>{1, 4, 9}, "two chunks");
    expect(pool.map(square, {}).empty(), "no items, no waiting");
    using Pairs = std::vector<std::tuple<int, int>>;
    expect(pool.starmap(difference, Pairs{{5, 3}, {3, 5}}, 2) == std::vector<int>{2, -2}, "pairs");
    pool.close();
    pool.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PO05AFailingItemDoesNotStopTheOtherChunks) {
  const auto body = [](os::Os& os, const Parameters&) {
    Pool pool(os, {.processes = 1});
    const auto result = pool.map_async(refuse_odd, {2, 3, 4}, 1);
    expect(failure_of([&] { result.get(); }) == "std::out_of_range: odd: 3", "the failure");
    expect(pool.apply(square, 3) == 9, "the worker goes on");
    pool.close();
    pool.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PO06AnIteratorGoesOnAfterAFailure) {
  const auto body = [](os::Os& os, const Parameters&) {
    Pool pool(os, {.processes = 1});
    expect(throws<std::invalid_argument>([&] { pool.imap(square, {1}, 0); }), "chunks of nothing");
    auto results = pool.imap(refuse_odd, {2, 3, 4});
    expect(results.next() == 2, "the first one");
    expect(failure_of([&] { results.next(); }) == "std::out_of_range: odd: 3", "in its place");
    expect(results.next() == 4 && !results.next(), "the third one, the end");
    pool.close();
    pool.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PO07UnorderedResultsComeOnceEach) {
  const auto body = [](os::Os& os, const Parameters&) {
    Pool pool(os, {.processes = 2});
    auto results = pool.imap_unordered(square, {2, 3});
    const int first = *results.next();
    const int second = *results.next();
    expect((first == 4 && second == 9) || (first == 9 && second == 4), "both, in any order");
    expect(!results.next(), "the end");
    pool.close();
    pool.join();
  };
  EXPECT_EQ("", bounded_problem(GetParam(), body, 1));
}

TEST_P(Conformance, PO10CallbacksRunBeforeTheResultIsThere) {
  const auto body = [](os::Os& os, const Parameters&) {
    int seen = 0;
    std::string failure;
    const Callbacks<int> callbacks{[&seen](const int& result) { seen += result; },
                                   [&failure](const std::exception_ptr& error) {
                                     failure += failure_of([&] { std::rethrow_exception(error); });
                                   }};
    Pool pool(os, {.processes = 1});
    pool.apply_async(callbacks, refuse_odd, 2).wait();
    expect(seen == 2 && failure.empty(), "success, once");
    pool.apply_async(callbacks, refuse_odd, 5).wait();
    expect(seen == 2 && failure == "std::out_of_range: odd: 5", "failure, once");
    pool.close();
    pool.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PO11ACallbackThatThrowsIsReportedAndHangsNobody) {
  const auto body = [](os::Os& os, const Parameters&) {
    Pool pool(os, {.processes = 1});
    const Callbacks<int> callbacks{[](const int&) { throw std::runtime_error("on purpose"); }, {}};
    const AsyncResult<int> result = pool.apply_async(callbacks, square, 3);
    // An exception that is no failed expectation would be taken for the callback's.
    expect(failure_of([&] { result.get(); }).empty(), "the result is there");
    expect(failure_of([&] { pool.apply(square, 4); }).empty(), "and the next one");
    pool.close();
    pool.join();
  };
  const Intended intended{{1}, {FindingKind::Exception}};
  EXPECT_EQ("", problem(GetParam(), body, intended));
}

TEST_P(Conformance, PO12PO14AClosedPoolDoesWhatItHas) {
  const auto body = [](os::Os& os, const Parameters&) {
    Pool pool(os, {.processes = 1});
    expect(throws<std::logic_error>([&] { pool.join(); }), "joined while it is open");
    const AsyncResult<int> result = pool.apply_async(square, 5);
    pool.close();
    pool.close();
    expect(throws<std::logic_error>([&] { pool.apply_async(square, 6); }), "it is closed");
    pool.join();
    pool.join();
    expect(result.ready() && result.get() == 25, "what it had is done");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PO13ATerminatedPoolFailsWhatIsNotDone) {
  const auto body = [](os::Os& os, const Parameters&) {
    Pool pool(os, {.processes = 1});
    const AsyncResult<void> result = pool.apply_async(exit_in_task);
    pool.terminate();
    pool.join();
    expect(throws<BrokenPool>([&] { result.get(); }), "terminated, or dead before that");
    expect(throws<BrokenPool>([&] { pool.apply(square, 1); }), "nothing is done any more");
  };
  const Intended intended{{3}, {FindingKind::ExitStatus}};
  EXPECT_EQ("", problem(GetParam(), body, intended));
}

TEST_P(Conformance, PO13PO15PO19TheEndOfItsScopeTerminatesAPool) {
  const auto body = [](os::Os& os, const Parameters&) {
    std::optional<AsyncResult<void>> result;
    {
      Lock gate(os);
      gate.acquire();
      Pool pool(os, {.processes = 1}, wait_for, gate);
      result = pool.apply_async(do_nothing);
    }
    expect(throws<BrokenPool>([&] { result->get(); }), "nobody waits for ever");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PO16AWorkerIsReplacedAfterItsTasks) {
  const auto body = [](os::Os& os, const Parameters&) {
    expect(throws<std::invalid_argument>([&] { Pool(os, {.processes = 1, .tasks_per_child = 0}); }),
           "no task at all");
    Pool pool(os, {.processes = 1, .tasks_per_child = 1});
    const std::uint64_t first = pool.apply(own_pid);
    const std::uint64_t second = pool.apply(own_pid);
    expect(first != second && first != os.pid(), "another worker");
    pool.close();
    pool.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void take_lock(os::Os&, Lock) {}

TEST_P(Conformance, PO17ATaskCarriesNoPrimitives) {
  const auto body = [](os::Os& os, const Parameters&) {
    Pool pool(os, {.processes = 1});
    expect(throws<std::invalid_argument>([&] { pool.apply(take_lock, Lock(os)); }), "a lock");
    const std::string failure =
        failure_of([&] { pool.apply(+[](os::Os& own) { return SharedMemory::create(own, 8); }); });
    expect(failure.find("cannot carry a primitive") != std::string::npos, "as a result");
    expect(pool.apply(square, 2) == 4, "the worker has survived it");
    pool.close();
    pool.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PO18ATaskThatEndsItsWorkerFailsAlone) {
  const auto body = [](os::Os& os, const Parameters&) {
    Pool pool(os, {.processes = 1});
    const AsyncResult<void> lost = pool.apply_async(exit_in_task);
    const AsyncResult<int> next = pool.apply_async(square, 3);
    expect(throws<WorkerDied>([&] { lost.get(); }), "it says that the worker died");
    expect(next.get() == 9, "another worker took the next task");
    pool.close();
    pool.join();
  };
  const Intended intended{{3}, {FindingKind::ExitStatus}};
  EXPECT_EQ("", problem(GetParam(), body, intended));
}

// The kill comes before the first task, in it, or before anybody has noticed it in the second one.
TEST_P(Conformance, PO18AKilledWorkerHangsNobody) {
  const auto body = [](os::Os& os, const Parameters&) {
    Pool pool(os, {.processes = 1});
    const os::Handle worker = active_children(os)[0].sentinel();
    const AsyncResult<int> result = pool.apply_async(square, 3);
    os.kill(worker, os::Signal::Kill);
    const std::string first = failure_of([&] { result.get(); });
    const std::string second = failure_of([&] { expect(pool.apply(square, 4) == 16, "a task"); });
    expect(first.empty() || first.find("exit code -9") != std::string::npos, "done or dead");
    expect(first.empty() || second.empty(), "one kill, one task");
    expect(pool.apply(square, 5) == 25, "the pool goes on");
    pool.close();
    pool.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, PO22AWorkerMayNotHaveAPool) {
  const auto body = [](os::Os& os, const Parameters&) {
    Pool pool(os, {.processes = 1});
    const std::string failure =
        failure_of([&] { pool.apply(+[](os::Os& own) { Pool(own, {.processes = 1}); }); });
    expect(failure.find("a daemon may not have children") != std::string::npos, "it says why");
    pool.close();
    pool.join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

// The system kills a child when the thread ends that started it: that must not happen here.
TEST_P(Conformance, PO01APoolOutlivesTheThreadThatMadeIt) {
  const auto body = [](os::Os& os, const Parameters&) {
    std::optional<Pool> pool;
    Thread maker(os, [&] { pool.emplace(os, PoolOptions{.processes = 1}); });
    maker.start();
    maker.join();
    expect(pool->apply(square, 3) == 9, "its workers are alive");
    pool->close();
    pool->join();
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(ForReal, PO13TenThousandQueuedTasksAreNotWaitedFor) {
  const auto body = [](os::Os& os, const Parameters&) {
    Lock gate(os);
    gate.acquire();
    Pool pool(os, {.processes = 2}, wait_for, gate);
    std::vector<AsyncResult<int>> results;
    for (int i = 0; i < 10'000; ++i) results.push_back(pool.apply_async(square, i));
    pool.terminate();
    pool.join();
    for (const AsyncResult<int>& result : results)
      expect(throws<BrokenPool>([&] { result.get(0ms); }), "it failed");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST(Pools, PO20APoolIsNoArgument) {
  static_assert(!std::is_copy_constructible_v<Pool>);
  static_assert(!cereal::traits::is_output_serializable<Pool, ArgumentWriter>::value);
  static_assert(
      !cereal::traits::is_output_serializable<ProcessPoolExecutor, ArgumentWriter>::value);
}

void use_pool(os::Os& os) {
  Pool pool(os, {.processes = 1});
  expect(pool.apply(square, 3) == 9, "a pool of its own");
  pool.close();
  pool.join();
}

TEST_P(Conformance, PO22AChildMayHaveAPool) {
  const auto body = [](os::Os& os, const Parameters&) {
    Process child(os, use_pool);
    child.start();
    child.join();
    expect(child.exitcode() == 0, "it had one");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

}  // namespace
}  // namespace ravel
