// Ending another process, from outside, at whatever it is doing.
//
// - terminate-then-is-alive: `terminate` only asks. Directly behind it the child may still be seen
//   alive; only `join` makes it certain that it is not.
// - exit-code-signal: the exit code of a process that a signal has ended is the negative number of
//   the signal: -15 for terminate, -9 for kill.
// - terminate-holds-lock: nothing is cleaned up. A lock that the child held stays held, and whoever
//   waits for it waits for ever. See terminate-holding-lock for what can be done.
#include "primitives/all.h"
#include "scenarios/log.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;

void wahaha(os::Os& os, Log log) {
  print(os, "wahaha");
  log.add('w');
  os.sleep(2s);
  print(os, "wahaha end");
  log.add('W');
}

void look_at_it(os::Os& os, const Parameters&) {
  Log log(os, 2);
  Process process(os, wahaha, log);
  process.start();
  print(os, "{}", process.is_alive());
  os.sleep(100ms);
  process.terminate();
  const bool alive = process.is_alive();
  print(os, "{}", alive);
  process.join();
  const bool alive_after_join = process.is_alive();
  print(os, "{} {} {}", alive_after_join, process.pid().value_or(0), process.name());
  os.observe("alive", alive);
  os.observe("alive after join", alive_after_join);
  os.observe("exit code", process.exitcode().value_or(1));
  os.observe("printed", log.text());
}

std::optional<std::string> gone_after_join(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "alive after join") != 0) return "alive after it was joined";
  // Whoever is slow to be asked may have ended by itself.
  const bool ended = std::get<std::string>(outcome.at("printed")) == "wW";
  const std::int64_t code = integer(outcome, "exit code");
  if (code == -15 || (code == 0 && ended)) return std::nullopt;
  return "an exit code that nobody gave";
}

void wait_for_ever(os::Os&, Event never) {
  never.wait();
}

void end_two(os::Os& os, const Parameters&) {
  const Event never(os);
  Process terminated(os, wait_for_ever, never);
  Process killed(os, wait_for_ever, never);
  terminated.start();
  killed.start();
  terminated.terminate();
  killed.kill();
  terminated.join();
  killed.join();
  print(os, "{} {}", terminated.exitcode().value_or(0), killed.exitcode().value_or(0));
  os.observe("terminated", terminated.exitcode().value_or(0));
  os.observe("killed", killed.exitcode().value_or(0));
}

std::optional<std::string> codes_are_signals(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "terminated") == -15 && integer(outcome, "killed") == -9)
    return std::nullopt;
  return "an exit code is not the number of the signal";
}

void hold_for_a_while(os::Os& os, Lock lock) {
  const auto guard = lock.hold();
  os.sleep(10s);
}

void take_what_it_held(os::Os& os, const Parameters&) {
  Lock lock(os);
  lock.label("lock");
  Process holder(os, hold_for_a_while, lock);
  holder.start();
  os.sleep(100ms);
  holder.terminate();
  holder.join();
  lock.acquire();
  lock.release();
}

}  // namespace

std::vector<Scenario> terminate_scenarios() {
  return {
      {.name = "terminate-then-is-alive",
       .group = "tutorial",
       .summary = "a child that was asked to end may still be alive, until it is joined",
       .body = look_at_it,
       .invariant = gone_after_join},
      {.name = "exit-code-signal",
       .group = "tutorial",
       .summary = "who is ended by a signal has its negative number as exit code",
       .body = end_two,
       .invariant = codes_are_signals},
      {.name = "terminate-holds-lock",
       .group = "tutorial",
       .summary = "a child is ended while it holds a lock, which stays held for ever",
       .body = take_what_it_held,
       .expected = {FindingKind::Deadlock}},
  };
}

}  // namespace ravel
