// A door for two that only one may pass at a time, made of three words of shared memory, and how it
// shows that both were inside at once: each adds one to a counter in two steps, and one gets lost.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "checker/scenario.h"
#include "primitives/raw_value.h"
#include "scenarios/atomic.h"
#include "scenarios/team.h"

namespace ravel {

struct Door {
  std::vector<Atomic> wants;  ///< 1 for each who wants to enter
  Atomic turn;
  RawValue<int> visits;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(wants, turn, visits);
  }
};

/// Tries to enter, and comes back inside.
using Enter = void (*)(os::Os& os, Door& door, std::size_t me);
using Leave = void (*)(Door& door, std::size_t me);

inline void withdraw(Door& door, std::size_t me) {
  door.wants[me].store(0);
}

template <Enter enter, Leave leave>
void visit(os::Os& os, std::size_t me, std::int64_t rounds, Door door) {
  for (std::int64_t round = 0; round < rounds; ++round) {
    enter(os, door, me);
    door.visits.store(door.visits.load() + 1);
    leave(door, me);
  }
}

template <Enter enter, Leave leave = withdraw>
void two_visitors(os::Os& os, const Parameters& with) {
  Door door{{Atomic(os), Atomic(os)}, Atomic(os), RawValue<int>(os)};
  door.wants[0].label("wants 0");
  door.wants[1].label("wants 1");
  door.turn.label("turn");
  door.visits.label("visits");
  Team team(os);
  for (std::size_t me = 0; me < 2; ++me) team.add(visit<enter, leave>, me, with["rounds"], door);
  team.run();
  os.observe("visits", door.visits.load());
}

inline std::optional<std::string> nobody_beside_another(const Outcome& outcome,
                                                        const Parameters& with) {
  const std::int64_t visits = integer(outcome, "visits");
  if (visits == 2 * with["rounds"]) return std::nullopt;
  return fmt::format("two were inside at once: of {} visits {} were counted", 2 * with["rounds"],
                     visits);
}

inline Scenario door_for_two(std::string_view name, std::string_view summary, Body body,
                             std::set<FindingKind> expected) {
  return {.name = name,
          .group = "classics",
          .summary = summary,
          .parameters = {{"rounds", "how often each of the two enters", 1000, 1, 1, 1'000'000}},
          .body = body,
          .invariant = nobody_beside_another,
          .expected = std::move(expected)};
}

}  // namespace ravel
