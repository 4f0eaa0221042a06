// A bathroom for both, but not at once, and for so many at most (G. R. Andrews, Concurrent
// Programming, 1991; A. B. Downey, The Little Book of Semaphores, section 6.2).
//
// - unisex-bathroom: right. The first of a sex takes the room for all of its own, the last one
// gives
//   it back (a lightswitch for each sex); a semaphore counts the places.
// - unisex-bathroom-nomutex: the counters of the switches are not protected. A count gets lost: the
//   room is given back while somebody is inside, or never.
#include <fmt/format.h>

#include "primitives/all.h"
#include "scenarios/atomic.h"
#include "scenarios/classics/classics.h"
#include "scenarios/team.h"

namespace ravel {
namespace {

/// One for each sex.
struct Switch {
  Lock mutex;  ///< guards `count`
  RawValue<int> count;
  Semaphore places;
  std::vector<Atomic> inside;  ///< 1 for each who is

  template <class Archive>
  void serialize(Archive& archive) {
    archive(mutex, count, places, inside);
  }
};

template <bool locked>
void enter(Switch& mine, Lock& room) {
  if constexpr (locked) mine.mutex.acquire();
  const int count = mine.count.load() + 1;
  mine.count.store(count);
  if (count == 1) room.acquire();
  if constexpr (locked) mine.mutex.release();
}

template <bool locked>
void leave(Switch& mine, Lock& room) {
  if constexpr (locked) mine.mutex.acquire();
  const int count = mine.count.load() - 1;
  mine.count.store(count);
  if (count == 0) room.release();
  if constexpr (locked) mine.mutex.release();
}

template <bool locked>
void visit(os::Os&, std::size_t me, Switch mine, Switch others, Lock room) {
  enter<locked>(mine, room);
  mine.places.acquire();
  mine.inside[me].store(1);
  for (const Atomic& other : others.inside) os::expect(other.load() == 0, "both at once");
  mine.inside[me].store(0);
  mine.places.release();
  leave<locked>(mine, room);
}

Switch make_switch(os::Os& os, std::string_view who, std::int64_t people, std::int64_t places) {
  Switch made{Lock(os), RawValue<int>(os), Semaphore(os, places), {}};
  made.mutex.label(fmt::format("mutex of the {}", who));
  made.count.label(fmt::format("count of the {}", who));
  made.places.label(fmt::format("places of the {}", who));
  for (std::int64_t i = 0; i < people; ++i) made.inside.emplace_back(os);
  return made;
}

template <bool locked>
void open_bathroom(os::Os& os, const Parameters& with) {
  const Switch women = make_switch(os, "women", with["women"], with["places"]);
  const Switch men = make_switch(os, "men", with["men"], with["places"]);
  Lock room(os);
  room.label("room");
  Team team(os);
  for (std::int64_t i = 0; i < with["women"]; ++i) team.add(visit<locked>, i, women, men, room);
  for (std::int64_t i = 0; i < with["men"]; ++i) team.add(visit<locked>, i, men, women, room);
  team.run();
  os.observe("left inside", women.count.load() + men.count.load());
}

std::optional<std::string> all_have_left(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "left inside") == 0) return std::nullopt;
  return fmt::format("{} are counted inside when all have left", integer(outcome, "left inside"));
}

Scenario bathroom(std::string_view name, std::string_view summary, Body body,
                  std::set<FindingKind> expected) {
  return {.name = name,
          .group = "classics",
          .summary = summary,
          .parameters = {{"women", "who visit it once each", 5, 2, 0, 30},
                         {"men", "who visit it once each", 5, 1, 0, 30},
                         {"places", "inside", 3, 2, 1, 30}},
          .body = body,
          .invariant = all_have_left,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> unisex_bathroom_scenarios() {
  using enum FindingKind;
  return {
      bathroom("unisex-bathroom", "the first of a sex takes the room, the last one gives it back",
               open_bathroom<true>, {}),
      bathroom("unisex-bathroom-nomutex", "the same with counters that nothing protects",
               open_bathroom<false>, {Assertion, Deadlock, Invariant}),
  };
}

}  // namespace ravel
