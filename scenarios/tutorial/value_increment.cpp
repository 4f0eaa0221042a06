// Processes increment one shared value. Reading, adding and writing back are separate steps:
//
// - value-nolock-increment: wrong. Who reads before another has written overwrites that increment;
//   of n increments 1 to n survive.
// - value-locked-increment: right. The lock of the value is held from the reading to the writing.
#include <fmt/format.h>

#include <vector>

#include "primitives/all.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

void increment_without_lock(os::Os& os, Value<int> value) {
  const int sum = value.load() + 1;
  value.store(sum);
  print(os, "the shared value is now: {}", sum);
}

void increment_locked(os::Os& os, Value<int> value) {
  auto held = value.locked();
  const int sum = held.add(1);
  print(os, "the shared value is now: {}", sum);
}

void run_all(os::Os& os, std::vector<Process> processes, const Value<int>& value) {
  for (Process& process : processes) process.start();
  for (Process& process : processes) process.join();
  const int final = value.load();
  print(os, "the shared value is in the end: {}", final);
  os.observe("final", final);
}

void without_lock(os::Os& os, const Parameters& with) {
  Value<int> value(os);
  value.label("value");
  std::vector<Process> processes;
  for (int i = 0; i < with["processes"]; ++i)
    processes.emplace_back(os, increment_without_lock, value);
  run_all(os, std::move(processes), value);
}

void locked(os::Os& os, const Parameters& with) {
  Value<int> value(os);
  value.label("value");
  value.get_lock().label("lock of value");
  std::vector<Process> processes;
  for (int i = 0; i < with["processes"]; ++i) processes.emplace_back(os, increment_locked, value);
  run_all(os, std::move(processes), value);
}

std::optional<std::string> no_increment_lost(const Outcome& outcome, const Parameters& with) {
  const std::int64_t final = integer(outcome, "final");
  if (final == with["processes"]) return std::nullopt;
  return fmt::format("{} processes incremented the value, it is {}", with["processes"], final);
}

std::vector<ParameterSpec> parameters() {
  return {{"processes", "that increment the value once each", 5, 3, 1, 64}};
}

}  // namespace

std::vector<Scenario> value_increment_scenarios() {
  return {
      {.name = "value-nolock-increment",
       .group = "tutorial",
       .summary = "processes increment a shared value without its lock: increments get lost",
       .parameters = parameters(),
       .body = without_lock,
       .invariant = no_increment_lost,
       .expected = {FindingKind::Invariant}},
      {.name = "value-locked-increment",
       .group = "tutorial",
       .summary = "processes increment a shared value under its lock",
       .parameters = parameters(),
       .body = locked,
       .invariant = no_increment_lost},
  };
}

}  // namespace ravel
