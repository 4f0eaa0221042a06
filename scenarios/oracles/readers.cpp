// One process writes x, n processes read it.
//
// Each reader comes before the write or after it, and two readers can always be exchanged: 2^n
// classes of (n + 1)! interleavings. The standard example of what a reduction saves (Abdulla,
// Aronis, Jonsson, Sagonas: Optimal dynamic partial order reduction, POPL 2014).
#include "scenarios/oracles/family.h"
#include "scenarios/oracles/oracles.h"

namespace ravel {
namespace {

using namespace oracles;

void write(os::Os& os, const Task& task) {
  os.store(word(task.memory), 1, os::Access::Atomic);
}

void read(os::Os& os, const Task& task) {
  os.load(word(task.memory), os::Access::Atomic);
}

void one_writer(os::Os& os, const Parameters& with) {
  Task task;
  task.memory = make_words(os, 1);
  start(os, write, task);
  for (std::uint32_t i = 0; i < count(with, "n"); ++i) start(os, read, task);
}

}  // namespace

Scenario readers() {
  return {.name = "readers",
          .group = "oracles",
          .summary = "one process writes x, n read it: 2^n classes",
          .parameters = {{"n", "processes that read", 13, 3, 1, 20}},
          .body = one_writer,
          .invariant = nullptr,
          .expected = {}};
}

}  // namespace ravel
