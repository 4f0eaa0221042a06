// n processes fill an array, each from the element before its own: a[j] = a[j-1] + 1. One process
// looks for the last zero, from a[n] downwards; a[0] stays zero.
//
// Each of the n - 1 pairs of neighbours writes and reads in one order or the other: 2^(n-1) ways.
// If the search ends at n or at 0, it fits each of them. If it ends at k in between, it saw a[k+1]
// written and a[k], later, not yet written: so process k+1 read a[k] before it was written, and one
// pair is decided: 2^(n-2) ways for each of n - 1 values of k. Together
//   2 * 2^(n-1) + (n - 1) * 2^(n-2) = (n + 3) * 2^(n-2) classes.
// Which steps the search takes depends on what it reads, which is what makes this one hard (Abdulla
// et al., POPL 2014).
#include "scenarios/oracles/family.h"
#include "scenarios/oracles/oracles.h"

namespace ravel {
namespace {

using namespace oracles;

void search(os::Os& os, const Task& task) {
  std::uint32_t i = task.count;
  while (os.load(word(task.memory, i), os::Access::Atomic) != 0) --i;
}

void fill(os::Os& os, const Task& task) {
  const std::uint64_t before = os.load(word(task.memory, task.number - 1), os::Access::Atomic);
  os.store(word(task.memory, task.number), before + 1, os::Access::Atomic);
}

void fill_and_search(os::Os& os, const Parameters& with) {
  Task task;
  task.count = count(with, "n");
  task.memory = make_words(os, task.count + 1);
  start(os, search, task);
  for (task.number = 1; task.number <= task.count; ++task.number) start(os, fill, task);
}

}  // namespace

Scenario last_zero() {
  return {.name = "lastzero",
          .group = "oracles",
          .summary = "n processes fill an array, one searches it: (n+3)*2^(n-2) classes",
          .parameters = {{"n", "processes that fill", 15, 3, 1, 20}},
          .body = fill_and_search,
          .invariant = nullptr,
          .expected = {}};
}

}  // namespace ravel
