// n philosophers at a round table take the fork on either side, eat, and put both down (E. W.
// Dijkstra, EWD 310, 1971).
//
// Two neighbours share a fork: one of them has it first, 2^n ways around the table. Two of these
// ways are circles. In the one, each has the fork on the left before the neighbour on that side:
//   everybody holds one fork and waits for the other. In the opposite one, each would have to eat
// before the neighbour, all around the table, which nobody can.
//
// - philosophers: left, then right. 2^n - 1 classes, exactly one of them a deadlock.
// - philosophers-ordered: the one who sits between the last fork and the first takes the first one
//   first, so that forks are always taken in ascending order. Neither circle exists: 2^n - 2
//   classes, no deadlock.
#include "scenarios/oracles/family.h"
#include "scenarios/oracles/oracles.h"

namespace ravel {
namespace {

using namespace oracles;

constexpr std::uint32_t kPhilosophersMax = 12;

void eat(os::Os& os, const Task& task) {
  os.acquire(task.semaphore, os::kForever);
  os.acquire(task.second_semaphore, os::kForever);
  os.release(task.second_semaphore);
  os.release(task.semaphore);
}

void dine(os::Os& os, std::uint32_t n, bool ordered) {
  std::array<os::Handle, kPhilosophersMax> forks{};
  for (os::Handle& fork : std::span(forks).first(n)) fork = make_lock(os);
  for (std::uint32_t i = 0; i < n; ++i) {
    Task task;
    task.semaphore = forks.at(i);
    task.second_semaphore = forks.at((i + 1) % n);
    if (ordered && i + 1 == n) std::swap(task.semaphore, task.second_semaphore);
    start(os, eat, task);
  }
}

void left_first(os::Os& os, const Parameters& with) {
  dine(os, count(with, "n"), false);
}

void lower_first(os::Os& os, const Parameters& with) {
  dine(os, count(with, "n"), true);
}

std::vector<ParameterSpec> parameters() {
  return {{"n", "philosophers, and forks", 5, 3, 2, kPhilosophersMax}};
}

}  // namespace

Scenario philosophers() {
  return {.name = "philosophers",
          .group = "oracles",
          .summary = "n philosophers take the left fork first: 2^n-1 classes, one is a deadlock",
          .parameters = parameters(),
          .body = left_first,
          .invariant = nullptr,
          .expected = {FindingKind::Deadlock}};
}

Scenario philosophers_ordered() {
  return {.name = "philosophers-ordered",
          .group = "oracles",
          .summary = "n philosophers take the fork with the lower number first: 2^n-2 classes",
          .parameters = parameters(),
          .body = lower_first,
          .invariant = nullptr,
          .expected = {}};
}

}  // namespace ravel
