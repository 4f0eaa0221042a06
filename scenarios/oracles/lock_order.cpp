// n processes take one lock.
//
// - lock-order: each increments x under the lock and releases it. Classes are the orders of the
//   critical sections, n!: inside of one nobody else can do anything that matters.
// - lock-leak: nobody releases. Whoever comes first keeps the lock and the others wait for ever: n
//   classes, each of them a deadlock. What the others would have done never happens, so that an
//   exploration which only exchanges steps that it has seen finds one class of n.
#include "scenarios/oracles/family.h"
#include "scenarios/oracles/oracles.h"

namespace ravel {
namespace {

using namespace oracles;

void increment_locked(os::Os& os, const Task& task) {
  os.acquire(task.semaphore, os::kForever);
  const std::uint64_t seen = os.load(word(task.memory), os::Access::Plain);
  os.store(word(task.memory), seen + 1, os::Access::Plain);
  os.release(task.semaphore);
}

void keep_lock(os::Os& os, const Task& task) {
  os.acquire(task.semaphore, os::kForever);
}

void take_turns(os::Os& os, const Parameters& with) {
  Task task;
  task.memory = make_words(os, 1);
  task.semaphore = make_lock(os);
  for (std::uint32_t i = 0; i < count(with, "n"); ++i) start(os, increment_locked, task);
}

void leak(os::Os& os, const Parameters& with) {
  Task task;
  task.semaphore = make_lock(os);
  for (std::uint32_t i = 0; i < count(with, "n"); ++i) start(os, keep_lock, task);
}

}  // namespace

Scenario lock_order() {
  return {.name = "lock-order",
          .group = "oracles",
          .summary = "n processes increment x under a lock: n! classes",
          .parameters = {{"n", "processes", 7, 3, 1, 10}},
          .body = take_turns,
          .invariant = nullptr,
          .expected = {}};
}

Scenario lock_leak() {
  return {.name = "lock-leak",
          .group = "oracles",
          .summary = "n processes take a lock and never release it: n classes, all deadlocks",
          .parameters = {{"n", "processes", 2, 3, 2, 20}},
          .body = leak,
          .invariant = nullptr,
          .expected = {FindingKind::Deadlock}};
}

}  // namespace ravel
