// What goes wrong in a pool, and must not hang anybody.
//
// - pool-worker-killed: a worker is killed, in a task or outside of one. Ravel's pool says so where
//   the result is asked for, replaces the worker, and does what comes next.
// - pool-worker-killed-cpython: CPython's replaces the worker and forgets the task: whoever asks
//   for its result waits for ever (gh-66587). Here as a pool of two queues, which is what it is.
// - pool-callback-raises: a callback fails. It is reported, and the result is there all the same.
// - pool-callback-raises-cpython: CPython runs callbacks in the one thread that receives results.
//   It dies of it: no result comes any more (gh-83371).
// - pool-terminate-in-callback: a callback terminates the pool that it runs for. It may: terminate
//   waits for nobody. (In CPython a thread then waits for itself, gh-87129.)
// - pool-terminate-race: terminates while tasks are still handed out. All results are there or
//   fail.
// - pool-nested-apply: a callback waits for another task of its own worker, who waits for it: both
//   for ever. (Tasks themselves cannot do that: a worker has no pool.)
// - pool-nested-apply-async: right. The callback submits, and waits for nothing.
// - pool-daemon-child: a task starts a process. Workers are daemons, and may not.
#include "primitives/all.h"
#include "scenarios/pitfalls/pitfalls.h"

namespace ravel {
namespace {

constexpr PoolOptions kOneWorker{.processes = 1, .tasks_per_child = {}};

int square(os::Os&, int x) {
  return x * x;
}

/// "9", or what became of it instead.
std::string answer(const AsyncResult<int>& result) {
  try {
    return std::to_string(result.get());
  } catch (const WorkerDied&) {
    return "worker died";
  } catch (const BrokenPool&) {
    return "terminated";
  }
}

void kill_a_worker(os::Os& os, const Parameters&) {
  Pool pool(os, kOneWorker);
  const AsyncResult<int> result = pool.apply_async(square, 3);
  active_children(os).at(0).kill();
  os.observe("result", answer(result));
  pool.close();
  pool.join();
}

void serve(os::Os&, SimpleQueue<int> tasks, SimpleQueue<int> results) {
  for (;;) {
    const int x = tasks.get();
    results.put(x * x);
  }
}

void kill_a_worker_of_queues(os::Os& os, const Parameters&) {
  SimpleQueue<int> tasks(os);
  SimpleQueue<int> results(os);
  tasks.label("tasks");
  results.label("results");
  const ProcessOptions daemon{.name = {}, .daemon = true};
  Process worker(os, daemon, serve, tasks, results);
  worker.start();
  tasks.put(3);
  worker.kill();
  worker.join();
  Process replacement(os, daemon, serve, tasks, results);
  replacement.start();
  os.observe("result", std::to_string(results.get()));
}

void fail_in_a_callback(os::Os& os, const Parameters&) {
  Pool pool(os, kOneWorker);
  const Callbacks<int> callbacks{[](int) { throw std::runtime_error("in a callback"); }, {}};
  const AsyncResult<int> result = pool.apply_async(callbacks, square, 3);
  os.observe("result", answer(result));
  pool.close();
  pool.join();
}

void fail_in_the_thread_of_results(os::Os& os, const Parameters&) {
  SimpleQueue<int> tasks(os);
  SimpleQueue<int> results(os);
  Process worker(os, ProcessOptions{.name = {}, .daemon = true}, serve, tasks, results);
  worker.start();
  const auto callback = [](int) { throw std::runtime_error("in a callback"); };
  Event there(os);
  there.label("result is there");
  Thread receiver(os, ThreadOptions{.name = {}, .daemon = true},
                  [results, callback, there]() mutable {
                    for (;;) {
                      callback(results.get());
                      there.set();
                    }
                  });
  receiver.start();
  tasks.put(3);
  there.wait();
  os.observe("result", std::string("9"));
}

void terminate_in_a_callback(os::Os& os, const Parameters&) {
  Pool pool(os, kOneWorker);
  const Callbacks<int> callbacks{[&pool](int) { pool.terminate(); }, {}};
  const AsyncResult<int> result = pool.apply_async(callbacks, square, 3);
  os.observe("result", answer(result));
  pool.terminate();
  pool.join();
}

void terminate_while_feeding(os::Os& os, const Parameters& with) {
  Pool pool(os, kOneWorker);
  std::vector<AsyncResult<int>> results;
  for (int i = 0; i < with["tasks"]; ++i) results.push_back(pool.apply_async(square, i));
  pool.terminate();
  int decided = 0;
  for (const AsyncResult<int>& result : results) decided += answer(result).empty() ? 0 : 1;
  pool.join();
  os.observe("decided", decided);
}

std::optional<std::string> all_are_decided(const Outcome& outcome, const Parameters& with) {
  if (integer(outcome, "decided") == with["tasks"]) return std::nullopt;
  return "a result is not there, and does not fail";
}

template <bool waits>
void submit_in_a_callback(os::Os& os, const Parameters&) {
  Pool pool(os, kOneWorker);
  std::vector<AsyncResult<int>> next;
  const Callbacks<int> callbacks{[&](int x) {
                                   next.push_back(pool.apply_async(square, x));
                                   if constexpr (waits) next.back().get();
                                 },
                                 {}};
  pool.apply_async(callbacks, square, 3).get();
  // The callback has run before the result was there.
  os.observe("result", answer(next.at(0)));
  pool.close();
  pool.join();
}

void have_a_child(os::Os& os) {
  Process child(
      os, +[](os::Os&) {});
  child.start();
}

void start_in_a_task(os::Os& os, const Parameters&) {
  Pool pool(os, kOneWorker);
  try {
    pool.apply(have_a_child);
    os.observe("result", std::string("a child"));
  } catch (const TaskError& error) {
    os.observe("result", std::string("refused"));
    print(os, "{}: {}", error.type_name(), error.what());
  }
  pool.close();
  pool.join();
}

Scenario pool(std::string_view name, std::string_view summary, Body body,
              std::set<FindingKind> expected) {
  return {.name = name,
          .group = "pitfalls",
          .summary = summary,
          .body = body,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> pool_failure_scenarios() {
  using enum FindingKind;
  return {
      pool("pool-worker-killed", "a worker is killed: its result fails, the pool goes on",
           kill_a_worker, {}),
      pool("pool-worker-killed-cpython", "a worker is killed: nobody ever gets its result",
           kill_a_worker_of_queues, {Deadlock}),
      pool("pool-callback-raises", "a callback fails: reported, and the result is there",
           fail_in_a_callback, {Exception}),
      pool("pool-callback-raises-cpython", "a callback fails: no result comes any more",
           fail_in_the_thread_of_results, {Deadlock, Exception}),
      pool("pool-terminate-in-callback", "a callback terminates its pool", terminate_in_a_callback,
           {}),
      {.name = "pool-terminate-race",
       .group = "pitfalls",
       .summary = "terminates a pool that is still handing out tasks",
       .parameters = {{"tasks", "that are submitted", 20, 2, 1, 1000}},
       .body = terminate_while_feeding,
       .invariant = all_are_decided},
      pool("pool-nested-apply", "a callback waits for the worker that waits for it",
           submit_in_a_callback<true>, {Deadlock}),
      pool("pool-nested-apply-async", "a callback submits a task and waits for nothing",
           submit_in_a_callback<false>, {}),
      pool("pool-daemon-child", "a task starts a process: refused", start_in_a_task, {}),
  };
}

}  // namespace ravel
