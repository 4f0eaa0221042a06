// n processes try to take a lock for a limited time, and release it if they got it.
//
// Somebody gets it first. If s processes get it, in one of s! orders, each of the others gives up
// while one of them holds it, s ways, and does not care for who else gives up:
//   the sum over s >= 1 of C(n, s) * s! * s^(n-s) classes, that is 4, 21, 148 for n = 2, 3, 4.
// A wait that could succeed does not time out; so nobody gives up while the lock is free.
#include "scenarios/oracles/family.h"
#include "scenarios/oracles/oracles.h"

namespace ravel {
namespace {

using namespace oracles;

void acquire_in_time(os::Os& os, const Task& task) {
  if (os.acquire(task.semaphore, std::chrono::milliseconds(10))) os.release(task.semaphore);
}

void compete(os::Os& os, const Parameters& with) {
  Task task;
  task.semaphore = make_lock(os);
  for (std::uint32_t i = 0; i < count(with, "n"); ++i) start(os, acquire_in_time, task);
}

}  // namespace

Scenario timed_acquire() {
  return {.name = "timed-acquire",
          .group = "oracles",
          .summary = "n processes take a lock with a timeout: 4, 21, 148 classes for n = 2, 3, 4",
          .parameters = {{"n", "processes", 4, 3, 1, 8}},
          .body = compete,
          .invariant = nullptr,
          .expected = {}};
}

}  // namespace ravel
