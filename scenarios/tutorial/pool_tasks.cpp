// A pool of worker processes. All of them are started at once; tasks are handed out in the order in
// which they were submitted, and no more of them run at once than there are workers.
//
// - pool2-async-four, pool3-apply-async: tasks are submitted, and run in the background. `close`,
//   then `join`, wait for all of them. Results come in the order of submission, whatever the order
//   of the tasks. (A comment in the tutorial calls apply_async "synchronous". It does not wait.)
// - pool2-apply-four, pool3-apply-sync: `apply` waits for each task: one after the other, whatever
//   the number of workers.
// - pool-async-no-join: the program comes to its end without waiting. A pool ends with it: any
//   number of tasks has been done, and nobody says how many. (Compare ppe-submit-ten.)
//
// The program is a process of its own here, so that its end can be observed.
#include <fmt/format.h>

#include <algorithm>

#include "primitives/all.h"
#include "scenarios/tutorial/tutorial.h"
#include "scenarios/whole_program.h"
#include "scenarios/worker_log.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;

std::string task(os::Os& os, std::int64_t i) {
  print(os, "worker {} begins", i);
  kept_log(os).add(small_letter(i));
  os.sleep(10ms);
  print(os, "end worker {}", i);
  kept_log(os).add(capital_letter(i));
  return fmt::format("hello {}", i);
}

enum class Way { Apply, ApplyAsync, NoJoin };

template <Way way>
void submit_all(os::Os& os, std::int64_t workers, std::int64_t tasks, Log log, Semaphore right) {
  Pool pool(os, {.processes = static_cast<std::size_t>(workers)}, keep_log, log);
  std::vector<AsyncResult<std::string>> results;
  for (std::int64_t i = 0; i < tasks; ++i) {
    if constexpr (way != Way::Apply)
      results.push_back(pool.apply_async(task, i));
    else if (pool.apply(task, i) == fmt::format("hello {}", i))
      right.release();
  }
  print(os, "==============================>");
  if constexpr (way == Way::NoJoin) return;
  pool.close();
  pool.join();
  for (std::int64_t i = 0; AsyncResult<std::string> & result : results) {
    print(os, "{}", result.get());
    if (result.get() == fmt::format("hello {}", i++)) right.release();
  }
  print(os, "main process end ...");
}

template <Way way>
void run_tasks(os::Os& os, const Parameters& with) {
  const std::int64_t tasks = with["tasks"];
  Log log(os, static_cast<std::size_t>(2 * tasks));
  const Semaphore right(os, 0);
  run_program(os, submit_all<way>, with["workers"], tasks, log, right);
  const std::string order = log.text();
  if (with["orders"] != 0) os.observe("order", order);
  os.observe("results", right.get_value());
  os.observe("begun", std::ranges::count_if(order, [](char c) { return c >= 'a'; }));
}

/// How many tasks ran at the same moment, of those that came to their end.
std::int64_t at_once(const std::string& order) {
  std::int64_t inside = 0;
  std::int64_t most = 0;
  for (const char letter : order) {
    inside += letter >= 'a' ? 1 : -1;
    most = std::max(most, inside);
  }
  return most;
}

std::optional<std::string> all_done(const Outcome& outcome, const Parameters& with) {
  if (integer(outcome, "results") != with["tasks"]) return "a result is missing or wrong";
  if (with["orders"] == 0) return std::nullopt;
  const auto& order = std::get<std::string>(outcome.at("order"));
  if (at_once(order) > with["workers"]) return "more tasks ran at once than there are workers";
  return std::nullopt;
}

std::optional<std::string> all_begun(const Outcome& outcome, const Parameters& with) {
  if (integer(outcome, "begun") == with["tasks"]) return std::nullopt;
  return "tasks were not done, and nobody was told";
}

Scenario pool(std::string_view name, std::string_view summary, std::int64_t workers,
              std::int64_t tasks, Body body) {
  return {.name = name,
          .group = "tutorial",
          .summary = summary,
          .parameters = {{"workers", "of the pool", workers, 1, 1, 16},
                         {"tasks", "for them", tasks, 2, 0, 26},
                         orders_parameter(true)},
          .body = body,
          .invariant = all_done};
}

}  // namespace

std::vector<Scenario> pool_task_scenarios() {
  std::vector<Scenario> all = {
      pool("pool2-async-four", "tasks in the background; joins the pool", 2, 4,
           run_tasks<Way::ApplyAsync>),
      pool("pool2-apply-four", "waits for each task: one order", 2, 4, run_tasks<Way::Apply>),
      pool("pool3-apply-async", "tasks in the background; their results in order", 3, 10,
           run_tasks<Way::ApplyAsync>),
      pool("pool3-apply-sync", "waits for each task, then prints all results", 3, 10,
           run_tasks<Way::Apply>),
      pool("pool-async-no-join", "ends without waiting: any number of tasks is done", 3, 10,
           run_tasks<Way::NoJoin>),
  };
  all.back().invariant = all_begun;
  all.back().expected = {FindingKind::Invariant};
  return all;
}

}  // namespace ravel
