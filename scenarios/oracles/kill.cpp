// The main process kills a child at any moment.
//
// - kill-writer: the victim writes n variables. It dies before one of its n writes, or before its
//   end, or it has ended already: n + 2 classes. The end is a moment of its own, because it decides
//   the exit code.
// - kill-lock-holder: p takes a lock, writes x twice and releases it; q takes it, reads x and
//   releases it; the main process kills p and joins both. The kill comes
//     before p has the lock: q is alone, 1 class;
//     while p holds it, at 3 moments: q was before p, or waits for ever for a lock that nobody will
//       release, 3 * 2 classes, 3 of them deadlocks;
//     after the release or after the end of p: q is before or after p, 2 * 2 classes.
//   Together 11.
#include "scenarios/oracles/family.h"
#include "scenarios/oracles/oracles.h"

namespace ravel {
namespace {

using namespace oracles;

void write_all(os::Os& os, const Task& task) {
  for (std::uint32_t i = 0; i < task.count; ++i)
    os.store(word(task.memory, i), 1, os::Access::Plain);
}

void write_twice(os::Os& os, const Task& task) {
  os.acquire(task.semaphore, os::kForever);
  os.store(word(task.memory), 1, os::Access::Plain);
  os.store(word(task.memory), 2, os::Access::Plain);
  os.release(task.semaphore);
}

void read(os::Os& os, const Task& task) {
  os.acquire(task.semaphore, os::kForever);
  os.load(word(task.memory), os::Access::Plain);
  os.release(task.semaphore);
}

void kill_a_writer(os::Os& os, const Parameters& with) {
  Task task;
  task.count = count(with, "n");
  task.memory = make_words(os, task.count);
  const os::Handle victim = start(os, write_all, task);
  os.kill(victim, os::Signal::Kill);
  os.wait(victim, os::kForever);
}

void kill_the_holder(os::Os& os, const Parameters&) {
  Task task;
  task.memory = make_words(os, 1);
  task.semaphore = make_lock(os);
  const os::Handle p = start(os, write_twice, task);
  const os::Handle q = start(os, read, task);
  os.kill(p, os::Signal::Kill);
  os.wait(p, os::kForever);
  os.wait(q, os::kForever);
}

}  // namespace

Scenario kill_writer() {
  return {.name = "kill-writer",
          .group = "oracles",
          .summary = "a process that writes n variables is killed: n+2 classes",
          .parameters = {{"n", "variables", 10, 10, 1, 1000}},
          .body = kill_a_writer,
          .invariant = nullptr,
          .expected = {}};
}

Scenario kill_lock_holder() {
  return {.name = "kill-lock-holder",
          .group = "oracles",
          .summary = "a process is killed that may hold a lock: 11 classes, 3 are deadlocks",
          .parameters = {},
          .body = kill_the_holder,
          .invariant = nullptr,
          .expected = {FindingKind::Deadlock}};
}

}  // namespace ravel
