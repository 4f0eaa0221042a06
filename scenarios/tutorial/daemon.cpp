// What happens to a child when the main process's code has come to its end: an ordinary one is
// waited for, a daemon is ended. A process does both at its end, the second one first. So the
// program is a process of its own here, that its end can be observed. It sleeps a tenth of the
// tutorials' times.
//
// - daemon-off: nobody joins, and still "process end" is always printed: 3 orders.
// - daemon-on: the worker is a daemon. What it has printed by the end of the main process's code is
//   printed, the rest never: 6 outcomes if it may be of any speed, 3 if sleeping takes its time.
// - daemon-joined: a daemon that is joined by the code itself has the time that it needs: 1 order.
// - daemon-dies-with-main-code: a daemon that prints for ever beside an ordinary process. The
//   daemon's life ends with the *code* of the main process, not with the process, which still waits
//   for the other one.
// - daemon-no-children: a daemon is ended without being asked; its children would be left over. So
//   it is refused to have some.
#include <stdexcept>

#include "primitives/all.h"
#include "scenarios/log.h"
#include "scenarios/tutorial/tutorial.h"
#include "scenarios/whole_program.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;

void worker(os::Os& os, Log log) {
  print(os, "process start");
  log.add('s');
  os.sleep(100ms);
  print(os, "process   end");
  log.add('e');
}

void worker_and_main(os::Os& os, bool daemon, bool joined, Log log) {
  Process process(os, ProcessOptions{.name = {}, .daemon = daemon}, worker, log);
  process.start();
  if (joined) process.join();
  print(os, "end!");
  log.add('!');
}

template <bool daemon, bool joined>
void start_worker(os::Os& os, const Parameters&) {
  Log log(os, 3);
  run_program(os, worker_and_main, daemon, joined, log);
  os.observe("order", log.text());
}

void print_for_ever(os::Os& os, std::int64_t rounds, Log log) {
  print(os, "son start");
  log.add('d');
  for (std::int64_t round = 0; round < rounds; ++round) {
    os.sleep(100ms);
    print(os, "son");
    log.add('s');
  }
}

void func2(os::Os& os, Log log) {
  print(os, "start :in func2");
  log.add('f');
  os.sleep(500ms);
  print(os, "end : in func2");
  log.add('F');
}

void daemon_and_other(os::Os& os, std::int64_t rounds, Log log) {
  Process daemon(os, ProcessOptions{.name = {}, .daemon = true}, print_for_ever, rounds, log);
  Process other(os, func2, log);
  daemon.start();
  other.start();
  os.sleep(200ms);
  print(os, "in main");
  log.add('m');
}

void guard_the_main_code(os::Os& os, const Parameters& with) {
  Log log(os, static_cast<std::size_t>(with["rounds"] + 4));
  run_program(os, daemon_and_other, with["rounds"], log);
  os.observe("order", log.text());
}

void nothing(os::Os&) {}

void have_a_child(os::Os& os, Semaphore refused) {
  Process child(os, nothing);
  try {
    child.start();
  } catch (const std::logic_error& error) {
    print(os, "{}", error.what());
    refused.release();
  }
}

void daemon_with_a_child(os::Os& os, const Parameters&) {
  const Semaphore refused(os, 0);
  Process daemon(os, ProcessOptions{.name = {}, .daemon = true}, have_a_child, refused);
  daemon.start();
  daemon.join();
  os.observe("refused", refused.get_value());
}

std::optional<std::string> worker_has_ended(const Outcome& outcome, const Parameters&) {
  const auto& order = std::get<std::string>(outcome.at("order"));
  if (order.find('e') != std::string::npos) return std::nullopt;
  return "the worker did not come to its end";
}

std::optional<std::string> only_the_daemon_is_cut(const Outcome& outcome, const Parameters&) {
  const auto& order = std::get<std::string>(outcome.at("order"));
  const auto begin = order.find('f');
  const auto end = order.find('F');
  if (begin != std::string::npos && end != std::string::npos && begin < end) return std::nullopt;
  return "func2 was cut short";
}

std::optional<std::string> child_is_refused(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "refused") == 1) return std::nullopt;
  return "a daemon has a child";
}

}  // namespace

std::vector<Scenario> daemon_scenarios() {
  return {
      {.name = "daemon-off",
       .group = "tutorial",
       .summary = "a child that is not joined is waited for at the end: 3 orders",
       .body = start_worker<false, false>,
       .invariant = worker_has_ended},
      {.name = "daemon-on",
       .group = "tutorial",
       .summary = "a daemon ends with the main code, wherever it is: 6 outcomes",
       .body = start_worker<true, false>},
      {.name = "daemon-joined",
       .group = "tutorial",
       .summary = "a daemon that is joined comes to its end: 1 order",
       .body = start_worker<true, true>,
       .invariant = worker_has_ended},
      {.name = "daemon-dies-with-main-code",
       .group = "tutorial",
       .summary = "the daemon ends with the main code, the other child is waited for",
       .parameters = {{"rounds", "of the daemon, which are for ever in the tutorial", 100, 1, 0,
                       1000}},
       .body = guard_the_main_code,
       .invariant = only_the_daemon_is_cut},
      {.name = "daemon-no-children",
       .group = "tutorial",
       .summary = "a daemon may not have children",
       .body = daemon_with_a_child,
       .invariant = child_is_refused},
  };
}

}  // namespace ravel
