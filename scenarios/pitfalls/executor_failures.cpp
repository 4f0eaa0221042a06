// What goes wrong in an executor, and must not hang anybody. CPython's did in some of its versions:
// the issues are named.
//
// - ppe-worker-killed: a worker is killed. The executor is broken: all futures that are not done
//   fail, and so does whoever submits later. (A pool goes on instead.)
// - ppe-cancel-then-shutdown: submit, cancel, shut down and wait (gh-94440).
// - ppe-crash-while-feeding: a worker dies while a large argument is on its way to it (gh-94777).
// - ppe-many-submits: so many tasks that a pipe that wakes up a thread for each of them is full
//   (gh-105829, ppe-wakeup-pipe-full). Ravel has no such pipe.
// - ppe-shutdown-in-callback: a callback shuts the executor down while others submit (gh-125451,
//   ppe-shutdown-lock-order: the shutdown waits for a thread that needs the lock it holds).
#include "primitives/all.h"
#include "scenarios/pitfalls/pitfalls.h"

namespace ravel {
namespace {

constexpr ExecutorOptions kOneWorker{.max_workers = 1, .max_tasks_per_child = {}};

int square(os::Os&, int x) {
  return x * x;
}

std::size_t length(os::Os&, std::string text) {
  return text.size();
}

/// "9", or what became of it instead.
template <class Result>
std::string answer(const Future<Result>& future) {
  try {
    return std::to_string(future.result());
  } catch (const BrokenPool&) {
    return "broken";
  } catch (const Cancelled&) {
    return "cancelled";
  }
}

void kill_a_worker(os::Os& os, const Parameters&) {
  ProcessPoolExecutor executor(os, kOneWorker);
  const Future<int> first = executor.submit(square, 3);
  const Future<int> second = executor.submit(square, 4);
  active_children(os).at(0).kill();
  os.observe("first", answer(first));
  os.observe("second", answer(second));
  executor.shutdown();
}

std::optional<std::string> nothing_behind_the_break(const Outcome& outcome, const Parameters&) {
  const bool first_broken = std::get<std::string>(outcome.at("first")) == "broken";
  const bool second_broken = std::get<std::string>(outcome.at("second")) == "broken";
  if (!first_broken || second_broken) return std::nullopt;
  return "a broken executor has done a task";
}

void cancel_and_shut_down(os::Os& os, const Parameters&) {
  ProcessPoolExecutor executor(os, kOneWorker);
  Future<int> future = executor.submit(square, 3);
  const bool cancelled = future.cancel();
  executor.shutdown();
  os.observe("result", answer(future));
  os.observe("cancelled", cancelled);
}

std::optional<std::string> cancelled_or_done(const Outcome& outcome, const Parameters&) {
  const bool cancelled = integer(outcome, "cancelled") != 0;
  if (std::get<std::string>(outcome.at("result")) == (cancelled ? "cancelled" : "9"))
    return std::nullopt;
  return "cancel() says something else than result()";
}

void kill_while_feeding(os::Os& os, const Parameters& with) {
  ProcessPoolExecutor executor(os, kOneWorker);
  const std::string large(static_cast<std::size_t>(with["bytes"]), 'x');
  const Future<std::size_t> future = executor.submit(length, large);
  active_children(os).at(0).kill();
  os.observe("result", answer(future));
  executor.shutdown();
}

void submit_many(os::Os& os, const Parameters& with) {
  ProcessPoolExecutor executor(os, kOneWorker);
  std::vector<Future<int>> futures;
  for (int i = 0; i < with["tasks"]; ++i) futures.push_back(executor.submit(square, i));
  executor.shutdown();
  std::int64_t done = 0;
  for (const Future<int>& future : futures) done += future.done();
  os.observe("done", done);
}

std::optional<std::string> all_done(const Outcome& outcome, const Parameters& with) {
  if (integer(outcome, "done") == with["tasks"]) return std::nullopt;
  return "a task was not done";
}

void shut_down_in_a_callback(os::Os& os, const Parameters&) {
  ProcessPoolExecutor executor(os, kOneWorker);
  Future<int> first = executor.submit(square, 3);
  first.add_done_callback([&executor](const Future<int>&) { executor.shutdown(false); });
  try {
    os.observe("second", answer(executor.submit(square, 4)));
  } catch (const std::logic_error&) {
    os.observe("second", std::string("refused"));
  }
  os.observe("first", answer(first));
  executor.shutdown();
}

Scenario executor(std::string_view name, std::string_view summary, Body body,
                  Invariant invariant = nullptr, std::vector<ParameterSpec> parameters = {}) {
  return {.name = name,
          .group = "pitfalls",
          .summary = summary,
          .parameters = std::move(parameters),
          .body = body,
          .invariant = invariant};
}

}  // namespace

std::vector<Scenario> executor_failure_scenarios() {
  return {
      executor("ppe-worker-killed", "a worker is killed: all futures fail, nobody hangs",
               kill_a_worker, nothing_behind_the_break),
      executor("ppe-cancel-then-shutdown", "cancels, shuts down and waits", cancel_and_shut_down,
               cancelled_or_done),
      executor("ppe-crash-while-feeding", "a worker is killed while it gets a large argument",
               kill_while_feeding, nullptr,
               {{"bytes", "of the argument", 1'000'000, 100'000, 0, 10'000'000}}),
      executor("ppe-many-submits", "more tasks than a pipe has room for", submit_many, all_done,
               {{"tasks", "that are submitted", 2000, 3, 0, 100'000}}),
      executor("ppe-shutdown-in-callback", "a callback shuts down the executor that it runs for",
               shut_down_in_a_callback),
  };
}

}  // namespace ravel
