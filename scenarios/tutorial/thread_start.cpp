// Threads: several lines of execution in one process. They cost less than processes, and share its
// memory, its files and its pid.
//
// - thread-function, thread-subclass: the two ways to start one, by a function or by an object that
//   can be called. Main's own line comes before, between or behind those of the thread: a thread
//   that has been started has not always begun to run. Nobody joins, and "is over" is printed all
//   the same: a process waits for its threads.
// - thread-vs-process-pid: threads have the pid of their process, processes one of their own.
// - thread-active-count: joins the first of two threads, then counts those that are left, itself
//   included. The second one sleeps longer, so that it counts 2; but nothing says that it does.
#include <algorithm>
#include <set>

#include "primitives/all.h"
#include "scenarios/log.h"
#include "scenarios/team.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;

/// Called by its thread. It may hold what it likes: it stays in the same process.
struct Greeter {
  os::Os& os;
  std::string name;
  Log log;

  void operator()() {
    print(os, "\033[32m{} is running\033[0m", name);
    log.add('r');
    os.sleep(20ms);
    print(os, "{} is over", name);
    log.add('o');
  }
};

void say_main(os::Os& os, Log& log) {
  print(os, "main");
  log.add('m');
}

void start_function(os::Os& os, const Parameters&) {
  Log log(os, 3);
  Thread thread(
      os,
      [&os, log](const std::string& name) {
        Greeter{os, name, log}();
      },
      "zmm");
  thread.start();
  say_main(os, log);
  // The tutorial's code ends here. What follows every process does at its end.
  thread.join();
  os.observe("order", log.text());
}

void start_object(os::Os& os, const Parameters&) {
  Log log(os, 3);
  Thread thread(os, Greeter{os, "zmm", log});
  thread.start();
  say_main(os, log);
  thread.join();
  os.observe("order", log.text());
}

void say_pid(os::Os& os, std::string kind, RawArray<std::uint64_t> pids, std::size_t i) {
  print(os, "{} {}", kind, os.pid());
  pids.store(i, os.pid());
}

void pids_of_both(os::Os& os, const Parameters& with) {
  const auto n = static_cast<std::size_t>(with["each"]);
  const RawArray<std::uint64_t> of_threads(os, n);
  const RawArray<std::uint64_t> of_processes(os, n);
  print(os, "Main begin: {}", os.pid());
  std::vector<Thread> threads;
  for (std::size_t i = 0; i < n; ++i)
    threads.emplace_back(os, [&os, of_threads, i] { say_pid(os, "threading", of_threads, i); });
  for (Thread& thread : threads) thread.start();
  for (Thread& thread : threads) thread.join();
  Team team(os);
  for (std::size_t i = 0; i < n; ++i) team.add(say_pid, "multiprocessing", of_processes, i);
  team.run();
  print(os, "Main end: {}", os.pid());
  const std::vector<std::uint64_t> pids = of_processes.load_all();
  const std::set<std::uint64_t> different(pids.begin(), pids.end());
  os.observe("threads with main's pid", std::ranges::count(of_threads.load_all(), os.pid()));
  os.observe("pids of processes", static_cast<std::int64_t>(different.size()));
  os.observe("processes with main's pid", std::ranges::count(pids, os.pid()));
}

std::optional<std::string> only_processes_have_a_pid(const Outcome& outcome,
                                                     const Parameters& with) {
  if (integer(outcome, "threads with main's pid") != with["each"])
    return "a thread has another pid than its process";
  if (integer(outcome, "pids of processes") != with["each"] ||
      integer(outcome, "processes with main's pid") != 0)
    return "two processes have the same pid";
  return std::nullopt;
}

void count_active(os::Os& os, const Parameters&) {
  const auto task = [&os](const std::string& name, std::chrono::milliseconds duration) {
    print(os, "{} is running", name);
    print(os, "sub current_thread: {}", current_thread(os).name());
    print(os, "sub {}", os.pid());
    os.sleep(duration);
    print(os, "{} is over", name);
  };
  Thread first(os, task, "zmm", 100ms);
  Thread second(os, task, "yzy", 200ms);
  first.start();
  second.start();
  first.join();
  const std::size_t active = active_count(os);
  print(os, "active threads: {}", active);
  print(os, "main {}", os.pid());
  print(os, "main current_thread: {}", current_thread(os).name());
  second.join();
  os.observe("active", static_cast<std::int64_t>(active));
}

std::optional<std::string> over_is_last(const Outcome& outcome, const Parameters&) {
  const auto& order = std::get<std::string>(outcome.at("order"));
  if (order.size() == 3 && order.find('r') < order.find('o')) return std::nullopt;
  return "a line is missing, or before its time";
}

}  // namespace

std::vector<Scenario> thread_start_scenarios() {
  return {
      {.name = "thread-function",
       .group = "tutorial",
       .summary = "a thread that runs a function: main's line before, between or behind",
       .body = start_function,
       .invariant = over_is_last},
      {.name = "thread-subclass",
       .group = "tutorial",
       .summary = "a thread that runs an object: main's line before, between or behind",
       .body = start_object,
       .invariant = over_is_last},
      {.name = "thread-vs-process-pid",
       .group = "tutorial",
       .summary = "threads have the pid of their process, processes have their own",
       .parameters = {{"each", "threads, and as many processes", 5, 2, 1, 50}},
       .body = pids_of_both,
       .invariant = only_processes_have_a_pid},
      {.name = "thread-active-count",
       .group = "tutorial",
       .summary = "joins one of two threads and counts: the other one may have ended too",
       .body = count_active},
  };
}

}  // namespace ravel
