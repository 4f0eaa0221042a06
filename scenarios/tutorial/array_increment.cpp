// Processes increment every element of one shared array. The same as with a single value, and one
// thing more: who prints the array while others are at it sees elements of different moments.
//
// - array-nolock-increment: wrong. Each element loses increments by itself; of n at least one is
//   left.
// - array-locked-increment: right. Each process holds the array's lock for its whole round, and
// what
//   it prints is [k, k, ...] for the k-th.
#include <fmt/format.h>

#include "primitives/all.h"
#include "scenarios/team.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

void increment_all(Array<int>& array) {
  for (std::size_t i = 0; i < array.size(); ++i) array.store(i, array.load(i) + 1);
}

void show(os::Os& os, const std::vector<int>& values) {
  print(os, "the shared array is now: [{}]", fmt::join(values, ", "));
}

bool all_equal(const std::vector<int>& values) {
  return std::ranges::adjacent_find(values, std::not_equal_to<>()) == values.end();
}

void increment_without_lock(os::Os&, Array<int> array, RawValue<bool>) {
  increment_all(array);
}

void increment_locked(os::Os& os, Array<int> array, RawValue<bool> mixed) {
  const auto guard = array.get_lock().hold();
  increment_all(array);
  const std::vector<int> snapshot = array.load_all();
  show(os, snapshot);
  if (!all_equal(snapshot)) mixed.store(true);
}

template <auto increment>
void run_all(os::Os& os, const Parameters& with) {
  Array<int> array(os, static_cast<std::size_t>(with["elements"]));
  array.label("array");
  array.get_lock().label("lock of array");
  const RawValue<bool> mixed(os);
  Team team(os);
  for (int i = 0; i < with["processes"]; ++i) team.add(increment, array, mixed);
  team.run();
  const std::vector<int> final = array.load_all();
  print(os, "the shared array is in the end: [{}]", fmt::join(final, ", "));
  os.observe("final", fmt::format("{}", fmt::join(final, " ")));
  os.observe("mixed", mixed.load());
}

std::optional<std::string> no_increment_lost(const Outcome& outcome, const Parameters& with) {
  const std::vector<std::int64_t> full(static_cast<std::size_t>(with["elements"]),
                                       with["processes"]);
  const auto& final = std::get<std::string>(outcome.at("final"));
  if (final != fmt::format("{}", fmt::join(full, " "))) return "increments got lost";
  if (integer(outcome, "mixed") == 0) return std::nullopt;
  return "somebody saw elements of different moments";
}

Scenario increments(std::string_view name, std::string_view summary, Body body,
                    std::set<FindingKind> expected) {
  return {.name = name,
          .group = "tutorial",
          .summary = summary,
          .parameters = {{"processes", "that increment every element", 5, 2, 1, 64},
                         {"elements", "of the array", 9, 2, 1, 100}},
          .body = body,
          .invariant = no_increment_lost,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> array_increment_scenarios() {
  return {
      increments("array-locked-increment", "processes increment an array under its lock",
                 run_all<increment_locked>, {}),
      increments("array-nolock-increment", "the same without the lock: increments get lost",
                 run_all<increment_without_lock>, {FindingKind::Invariant}),
  };
}

}  // namespace ravel
