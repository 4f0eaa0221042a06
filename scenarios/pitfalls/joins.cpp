// Several who wait for the end of one process, and something that is to happen if it does not end.
//
// - join-poll-race: one thread joins a process while another one asks for its exit code. In CPython
//   one of them could take the exit status from the other (gh-130895); both get it.
// - timer-watchdog: a timer ends the process when it takes too long. Canceling the timer when the
//   process is done does not undo a call that has begun: both can happen.
#include "primitives/all.h"
#include "scenarios/pitfalls/pitfalls.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;

void end_with_three(os::Os& os) {
  os.exit(3);
}

void join_in_two_threads(os::Os& os, const Parameters&) {
  Process child(os, end_with_three);
  child.start();
  std::optional<int> seen;
  Thread poller(os, [child, &seen]() mutable {
    child.join();
    seen = child.exitcode();
  });
  poller.start();
  const std::optional<int> early = child.exitcode();
  child.join();
  const std::optional<int> late = child.exitcode();
  poller.join();
  os.observe("early", early.value_or(-1));
  os.observe("late", late.value_or(-1));
  os.observe("other thread", seen.value_or(-1));
}

std::optional<std::string> everybody_sees_three(const Outcome& outcome, const Parameters&) {
  const std::int64_t early = integer(outcome, "early");
  if ((early == -1 || early == 3) && integer(outcome, "late") == 3 &&
      integer(outcome, "other thread") == 3)
    return std::nullopt;
  return "an exit code was lost";
}

void work(os::Os& os, Semaphore done) {
  os.sleep(20ms);
  done.release();
}

void watch(os::Os& os, const Parameters&) {
  const Semaphore done(os, 0);
  Process worker(os, work, done);
  worker.start();
  Semaphore fired(os, 0);
  Timer watchdog(os, 1s, [worker, fired]() mutable {
    fired.release();
    worker.terminate();
  });
  watchdog.start();
  worker.join();
  watchdog.cancel();
  watchdog.join();
  os.observe("done", done.get_value());
  os.observe("fired", fired.get_value());
}

std::optional<std::string> done_or_ended(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "done") + integer(outcome, "fired") >= 1) return std::nullopt;
  return "it was neither done nor ended";
}

}  // namespace

std::vector<Scenario> join_scenarios() {
  return {
      {.name = "join-poll-race",
       .group = "pitfalls",
       .summary = "two threads wait for the end of one process",
       .body = join_in_two_threads,
       .invariant = everybody_sees_three,
       .expected = {FindingKind::ExitStatus}},
      {.name = "timer-watchdog",
       .group = "pitfalls",
       .summary = "a timer ends a process that takes too long, or is cancelled",
       .body = watch,
       .invariant = done_or_ended},
  };
}

}  // namespace ravel
