// The executor of concurrent.futures.
//
// - ppe-submit-ten: tasks are submitted, nobody waits and nobody shuts it down. All of them are
//   done: an executor finishes what it was given before its process ends. (A pool does not: compare
//   pool-async-no-join.)
// - ppe-exception-unseen: a task fails. Its exception is kept for whoever asks the future; nobody
//   does, and nothing is seen of it.
// - ppe-exception-asked: right. `result` throws what the task threw.
//
// The program is a process of its own here, so that its end can be observed.
#include "primitives/all.h"
#include "scenarios/tutorial/tutorial.h"
#include "scenarios/whole_program.h"
#include "scenarios/worker_log.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;

void task(os::Os& os, std::int64_t i) {
  kept_log(os).add(small_letter(i));
  os.sleep(10ms);
  print(os, "{}", i);
}

void submit_all(os::Os& os, std::int64_t workers, std::int64_t tasks, Log log) {
  ProcessPoolExecutor pool(os, {.max_workers = static_cast<std::size_t>(workers)}, keep_log, log);
  for (std::int64_t i = 0; i < tasks; ++i) pool.submit(task, i);
}

void run_tasks(os::Os& os, const Parameters& with) {
  Log log(os, static_cast<std::size_t>(with["tasks"]));
  run_program(os, submit_all, with["workers"], with["tasks"], log);
  os.observe("order", log.text());
}

std::optional<std::string> all_done(const Outcome& outcome, const Parameters& with) {
  const auto& order = std::get<std::string>(outcome.at("order"));
  if (order.size() == static_cast<std::size_t>(with["tasks"])) return std::nullopt;
  return "a task was not done";
}

int divide(os::Os&, int dividend, int divisor) {
  if (divisor == 0) throw std::domain_error("division by zero");
  return dividend / divisor;
}

template <bool asks>
void fail_in_a_task(os::Os& os, const Parameters&) {
  bool noticed = false;
  ProcessPoolExecutor pool(os, {.max_workers = 1});
  const Future<int> future = pool.submit(divide, 1, 0);
  if constexpr (asks) try {
      future.result();
    } catch (const TaskError& error) {
      print(os, "{}", error.what());
      noticed = true;
    }
  pool.shutdown();
  os.observe("noticed", noticed);
}

std::optional<std::string> failure_is_noticed(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "noticed") == 1) return std::nullopt;
  return "a task failed, and nobody noticed";
}

}  // namespace

std::vector<Scenario> executor_scenarios() {
  return {
      {.name = "ppe-submit-ten",
       .group = "tutorial",
       .summary = "nobody waits for the tasks, and all are done",
       .parameters = {{"workers", "of the executor", 5, 1, 1, 16},
                      {"tasks", "for them", 10, 2, 0, 26}},
       .body = run_tasks,
       .invariant = all_done},
      {.name = "ppe-exception-unseen",
       .group = "tutorial",
       .summary = "a task fails, and nobody asks for its result",
       .body = fail_in_a_task<false>,
       .invariant = failure_is_noticed,
       .expected = {FindingKind::Invariant}},
      {.name = "ppe-exception-asked",
       .group = "tutorial",
       .summary = "a task fails: whoever asks for its result is told",
       .body = fail_in_a_task<true>,
       .invariant = failure_is_noticed},
  };
}

}  // namespace ravel
