// n processes write x.
//
// - lastwrite: the main process joins them and reads x. All writes are ordered: n! classes, and n
//   outcomes, one for each process that can be the last.
// - floating-read: another process reads x at any moment: (n + 1)! classes, although only n + 1
//   different values can be read; an exploration of outcomes alone could do with those.
#include "scenarios/oracles/family.h"
#include "scenarios/oracles/oracles.h"

namespace ravel {
namespace {

using namespace oracles;

constexpr std::uint32_t kWritersMax = 10;

void write(os::Os& os, const Task& task) {
  os.store(word(task.memory), task.number, os::Access::Atomic);
}

void read(os::Os& os, const Task& task) {
  const std::uint64_t value = os.load(word(task.memory), os::Access::Atomic);
  os.observe("read", static_cast<std::int64_t>(value));
}

void join_and_read(os::Os& os, const Parameters& with) {
  Task task;
  task.memory = make_words(os, 1);
  const std::uint32_t n = count(with, "n");
  std::array<os::Handle, kWritersMax> writers{};
  for (task.number = 1; task.number <= n; ++task.number)
    writers.at(task.number - 1) = start(os, write, task);
  for (const os::Handle writer : std::span(writers).first(n)) os.wait(writer, os::kForever);
  os.observe("last", static_cast<std::int64_t>(os.load(word(task.memory), os::Access::Atomic)));
}

void read_meanwhile(os::Os& os, const Parameters& with) {
  Task task;
  task.memory = make_words(os, 1);
  start(os, read, task);
  const std::uint32_t n = count(with, "n");
  for (task.number = 1; task.number <= n; ++task.number) start(os, write, task);
}

}  // namespace

Scenario last_write() {
  return {.name = "lastwrite",
          .group = "oracles",
          .summary = "n processes write x, the main process joins them and reads it: n! classes",
          .parameters = {{"n", "processes that write", 7, 4, 1, kWritersMax}},
          .body = join_and_read,
          .invariant = nullptr,
          .expected = {}};
}

Scenario floating_read() {
  return {.name = "floating-read",
          .group = "oracles",
          .summary = "n processes write x, one reads it at any moment: (n+1)! classes",
          .parameters = {{"n", "processes that write", 7, 4, 1, kWritersMax}},
          .body = read_meanwhile,
          .invariant = nullptr,
          .expected = {}};
}

}  // namespace ravel
