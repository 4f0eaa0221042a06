// A process is killed while it waits for others.
//
// - condition-waiter-killed: one of two who wait for a condition is killed, then all are notified.
//   Ravel's condition notifies without waiting for answers: the other one goes on.
// - condition-waiter-killed-cpython: CPython's waits until each of the notified has answered. The
//   dead one never does: notifying blocks for ever, and holds the lock meanwhile (gh-75158).
// - barrier-waiter-killed: one of those who meet at a barrier is killed, before, while or after it
//   waits. Ravel's barrier counts those who had come; the others pass, or give up when their time
//   is up.
// - barrier-waiter-killed-cpython: CPython's is made of its condition. Even with timeouts the
// others
//   wait for ever, for the dead one's answer, or for a lock that it held (gh-123899).
#include "primitives/all.h"
#include "scenarios/pitfalls/cpython.h"
#include "scenarios/pitfalls/pitfalls.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;

template <class AnyCondition>
void sleep_in(os::Os&, AnyCondition condition, Semaphore asleep) {
  const auto guard = condition.hold();
  asleep.release();
  condition.wait();
}

template <class AnyCondition>
void kill_a_sleeper(os::Os& os, const Parameters&) {
  AnyCondition condition(os);
  Semaphore asleep(os, 0);
  Process victim(os, sleep_in<AnyCondition>, condition, asleep);
  Process other(os, sleep_in<AnyCondition>, condition, asleep);
  victim.start();
  other.start();
  asleep.acquire();
  asleep.acquire();
  {
    // Both have held the lock before, so that both wait now.
    const auto guard = condition.hold();
    victim.kill();
    condition.notify_all();
  }
  victim.join();
  other.join();
  os.observe("other", other.exitcode().value_or(1));
}

bool meet(Barrier& barrier) {
  try {
    barrier.wait(100ms);
    return true;
  } catch (const BrokenBarrier&) {
    return false;
  }
}

bool meet(cpython::Barrier& barrier) {
  return barrier.wait(100ms);
}

template <class AnyBarrier>
void come(os::Os&, AnyBarrier barrier) {
  meet(barrier);
}

template <class AnyBarrier>
void kill_at_the_barrier(os::Os& os, const Parameters& with) {
  AnyBarrier barrier(os, static_cast<int>(with["parties"]));
  Process victim(os, come<AnyBarrier>, barrier);
  victim.start();
  std::vector<Process> others;
  for (int i = 2; i < with["parties"]; ++i) others.emplace_back(os, come<AnyBarrier>, barrier);
  for (Process& other : others) other.start();
  victim.kill();
  os.observe("passed", meet(barrier));
  victim.join();
  for (Process& other : others) other.join();
}

Scenario at_the_condition(std::string_view name, std::string_view summary, Body body,
                          std::set<FindingKind> expected) {
  return {.name = name,
          .group = "pitfalls",
          .summary = summary,
          .body = body,
          .expected = std::move(expected)};
}

Scenario at_the_barrier(std::string_view name, std::string_view summary, Body body,
                        std::set<FindingKind> expected) {
  return {.name = name,
          .group = "pitfalls",
          .summary = summary,
          .parameters = {{"parties", "who meet", 4, 2, 2, 20}},
          .body = body,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> killed_waiters_scenarios() {
  using enum FindingKind;
  return {
      at_the_condition("condition-waiter-killed",
                       "a sleeper is killed; notifying reaches the other one all the same",
                       kill_a_sleeper<Condition>, {}),
      at_the_condition("condition-waiter-killed-cpython",
                       "notifying waits for the answer of a sleeper who was killed",
                       kill_a_sleeper<cpython::Condition>, {Deadlock}),
      at_the_barrier("barrier-waiter-killed",
                     "one of those who meet is killed; the others pass or give up in time",
                     kill_at_the_barrier<Barrier>, {}),
      at_the_barrier(
          "barrier-waiter-killed-cpython",
          "one of those who meet is killed; the others wait for ever in spite of timeouts",
          kill_at_the_barrier<cpython::Barrier>, {Deadlock}),
  };
}

}  // namespace ravel
