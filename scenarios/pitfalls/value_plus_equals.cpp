// `v.value += 1` looks like one step, and as if the lock of the value protected it.
//
// - value-plus-equals: wrong. In multiprocessing each access of `value` takes the lock by itself:
//   once for reading, once for writing. In between others do the same, and of n increments any
//   number from 1 to n is left.
// - value-plus-equals-locked: right. `with v.get_lock(): v.value += 1` holds it for both.
#include <fmt/format.h>

#include "primitives/all.h"
#include "scenarios/pitfalls/pitfalls.h"
#include "scenarios/team.h"

namespace ravel {
namespace {

void plus_equals(os::Os&, Value<int> value) {
  const int sum = value.locked().get() + 1;
  value.locked().set(sum);
}

void plus_equals_locked(os::Os&, Value<int> value) {
  const auto guard = value.get_lock().hold();
  const int sum = value.locked().get() + 1;
  value.locked().set(sum);
}

template <auto increment>
void count_up(os::Os& os, const Parameters& with) {
  Value<int> value(os);
  value.label("value");
  value.get_lock().label("lock of value");
  Team team(os);
  for (int i = 0; i < with["processes"]; ++i) team.add(increment, value);
  team.run();
  os.observe("final", value.load());
}

std::optional<std::string> nothing_lost(const Outcome& outcome, const Parameters& with) {
  if (integer(outcome, "final") == with["processes"]) return std::nullopt;
  return fmt::format("{} increments, the value is {}", with["processes"],
                     integer(outcome, "final"));
}

Scenario counter(std::string_view name, std::string_view summary, Body body,
                 std::set<FindingKind> expected) {
  return {.name = name,
          .group = "pitfalls",
          .summary = summary,
          .parameters = {{"processes", "that add one each", 10, 3, 1, 64}},
          .body = body,
          .invariant = nothing_lost,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> value_plus_equals_scenarios() {
  return {
      counter("value-plus-equals", "each access is locked by itself, the increment is not",
              count_up<plus_equals>, {FindingKind::Invariant}),
      counter("value-plus-equals-locked", "the lock is held from the reading to the writing",
              count_up<plus_equals_locked>, {}),
  };
}

}  // namespace ravel
