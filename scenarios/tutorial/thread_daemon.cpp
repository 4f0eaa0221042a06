// Daemon threads end with their process, wherever they are. The process ends when its main thread
// and all others that are no daemons have.
//
// - thread-daemon-mixed: three threads, the last one a daemon. The tutorial prints "GG" twice; the
//   daemon is as fast as the others, and often comes to print it too: 2 or 3, never fewer.
// - thread-daemon-short: a daemon that needs one second beside a thread that needs three. Its
//   "end123" is printed only because the other one takes longer; "end456" always is.
//
// Whatever is cut off half done must not matter to anybody: a daemon is for work that can be lost.
// The program is a process of its own here, so that its end can be observed.
#include <algorithm>

#include "primitives/all.h"
#include "scenarios/log.h"
#include "scenarios/tutorial/tutorial.h"
#include "scenarios/whole_program.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;

void mixed(os::Os& os, std::int64_t others, Log log) {
  std::vector<Thread> threads;
  for (std::int64_t i = 0; i <= others; ++i) {
    const ThreadOptions options{.name = {}, .daemon = i == others};
    threads.emplace_back(os, options, [&os, log, i]() mutable {
      print(os, "{}", current_thread(os).name());
      log.add(static_cast<char>('1' + i));
      os.sleep(20ms);
      print(os, "GG");
      log.add('G');
    });
  }
  for (Thread& thread : threads) thread.start();
  print(os, "zhu");
  log.add('z');
}

void run_mixed(os::Os& os, const Parameters& with) {
  Log log(os, static_cast<std::size_t>(2 * with["others"] + 3));
  run_program(os, mixed, with["others"], log);
  os.observe("order", log.text());
}

std::optional<std::string> others_come_to_their_end(const Outcome& outcome,
                                                    const Parameters& with) {
  const auto& order = std::get<std::string>(outcome.at("order"));
  const auto ends = std::ranges::count(order, 'G');
  if (ends == with["others"] || ends == with["others"] + 1) return std::nullopt;
  return "a thread that is no daemon was cut off";
}

void foo_and_bar(os::Os& os, Log log) {
  Thread foo(os, ThreadOptions{.name = {}, .daemon = true}, [&os, log]() mutable {
    print(os, "123");
    log.add('f');
    os.sleep(50ms);
    print(os, "end123");
    log.add('F');
  });
  Thread bar(os, [&os, log]() mutable {
    print(os, "456");
    log.add('b');
    os.sleep(150ms);
    print(os, "end456");
    log.add('B');
  });
  foo.start();
  bar.start();
  print(os, "main-------");
  log.add('m');
}

void run_foo_and_bar(os::Os& os, const Parameters&) {
  Log log(os, 5);
  run_program(os, foo_and_bar, log);
  os.observe("order", log.text());
}

std::optional<std::string> bar_comes_to_its_end(const Outcome& outcome, const Parameters&) {
  if (std::get<std::string>(outcome.at("order")).find('B') != std::string::npos)
    return std::nullopt;
  return "a thread that is no daemon was cut off";
}

}  // namespace

std::vector<Scenario> thread_daemon_scenarios() {
  return {
      {.name = "thread-daemon-mixed",
       .group = "tutorial",
       .summary = "the daemon among threads may come to its end, or be cut off",
       .parameters = {{"others", "threads that are no daemons", 2, 1, 0, 8}},
       .body = run_mixed,
       .invariant = others_come_to_their_end},
      {.name = "thread-daemon-short",
       .group = "tutorial",
       .summary = "a short daemon beside a long thread: only the long one is sure to end",
       .body = run_foo_and_bar,
       .invariant = bar_comes_to_its_end},
  };
}

}  // namespace ravel
