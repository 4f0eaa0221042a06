// n processes increment x without a lock: r = x; x = r + 1.
//
// The writes are ordered, n! ways. Whoever writes as the k-th has read after 0, 1, ... or k - 1 of
// the writes before, k ways; the reads do not matter to each other. Together n! * n! classes; in
// n! of them, the orders without overlap, nothing is lost.
#include <fmt/format.h>

#include "scenarios/oracles/family.h"
#include "scenarios/oracles/oracles.h"

namespace ravel {
namespace {

using namespace oracles;

constexpr std::uint32_t kProcessesMax = 6;

void increment(os::Os& os, const Task& task) {
  const std::uint64_t seen = os.load(word(task.memory), os::Access::Atomic);
  os.store(word(task.memory), seen + 1, os::Access::Atomic);
}

void count_up(os::Os& os, const Parameters& with) {
  Task task;
  task.memory = make_words(os, 1);
  const std::uint32_t n = count(with, "n");
  std::array<os::Handle, kProcessesMax> children{};
  for (os::Handle& child : std::span(children).first(n)) child = start(os, increment, task);
  for (const os::Handle child : std::span(children).first(n)) os.wait(child, os::kForever);
  os.observe("final", static_cast<std::int64_t>(os.load(word(task.memory), os::Access::Atomic)));
}

std::optional<std::string> none_lost(const Outcome& outcome, const Parameters& with) {
  const std::int64_t final = integer(outcome, "final");
  if (final == with["n"]) return std::nullopt;
  return fmt::format("{} processes incremented x, it is {}", with["n"], final);
}

}  // namespace

Scenario lost_update() {
  return {.name = "lost-update",
          .group = "oracles",
          .summary = "n processes increment x without a lock: n!*n! classes",
          .parameters = {{"n", "processes", 5, 3, 1, kProcessesMax}},
          .body = count_up,
          .invariant = none_lost,
          .expected = {FindingKind::Invariant}};
}

}  // namespace ravel
