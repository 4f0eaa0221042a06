// Santa sleeps until all reindeer are back, whom he hitches, or a group of elves needs help; if
// both wait, the reindeer go first (J. A. Trono, A new exercise in concurrency, 1994).
//
// - santa: right. A door for elves: whoever completes a group holds it until the last one of the
//   group has been helped, so that no other elf joins a group that is already with Santa.
// - santa-no-door: the elves of a group do not shut the door behind them. One elf too many comes in
//   and is counted into a group that is being helped.
// - santa-elves-first: looks for elves before reindeer. They wait although all are back.
#include <fmt/format.h>

#include "primitives/all.h"
#include "scenarios/classics/classics.h"
#include "scenarios/team.h"

namespace ravel {
namespace {

struct House {
  Lock mutex;  ///< guards the counts
  Lock door;   ///< of the elves
  Semaphore santa;
  Semaphore hitched;
  Semaphore helped;
  RawValue<int> reindeer;  ///< that are back
  RawValue<int> elves;     ///< that stand before Santa
  int team = 0;            ///< of reindeer
  int group = 0;           ///< of elves

  template <class Archive>
  void serialize(Archive& archive) {
    archive(mutex, door, santa, hitched, helped, reindeer, elves, team, group);
  }
};

void come_back(os::Os&, House house) {
  {
    const auto guard = house.mutex.hold();
    const int back = house.reindeer.load() + 1;
    house.reindeer.store(back);
    if (back == house.team) house.santa.release();
  }
  house.hitched.acquire();
}

template <bool door>
void ask_for_help(os::Os&, House house) {
  if constexpr (door) house.door.acquire();
  {
    const auto guard = house.mutex.hold();
    const int elves = house.elves.load() + 1;
    house.elves.store(elves);
    os::expect(elves <= house.group, "an elf joined a group that was complete");
    if (elves == house.group)
      house.santa.release();
    else if constexpr (door)
      house.door.release();
  }
  house.helped.acquire();
  const auto guard = house.mutex.hold();
  const int elves = house.elves.load() - 1;
  house.elves.store(elves);
  if constexpr (door)
    if (elves == 0) house.door.release();
}

bool hitch(House& house) {
  if (house.reindeer.load() < house.team) return false;
  house.reindeer.store(house.reindeer.load() - house.team);
  house.hitched.release(house.team);
  return true;
}

bool help(House& house) {
  if (house.elves.load() < house.group) return false;
  house.helped.release(house.group);
  return true;
}

template <bool reindeer_first>
void be_santa(os::Os&, std::int64_t times, House house) {
  for (std::int64_t i = 0; i < times; ++i) {
    house.santa.acquire();
    const auto guard = house.mutex.hold();
    const bool all_back = house.reindeer.load() == house.team;
    if (reindeer_first) {
      if (!hitch(house)) help(house);
    } else {
      const bool helped = help(house);
      os::expect(!(helped && all_back), "helped elves while the reindeer were waiting");
      if (!helped) hitch(house);
    }
  }
}

template <bool door, bool reindeer_first>
void night(os::Os& os, const Parameters& with) {
  House house{Lock(os),
              Lock(os),
              Semaphore(os, 0),
              Semaphore(os, 0),
              Semaphore(os, 0),
              RawValue<int>(os),
              RawValue<int>(os),
              static_cast<int>(with["reindeer"]),
              static_cast<int>(with["group"])};
  house.mutex.label("mutex");
  house.door.label("door");
  house.santa.label("santa");
  house.hitched.label("hitched");
  house.helped.label("helped");
  Team team(os);
  team.add(be_santa<reindeer_first>, 1 + with["groups"], house);
  for (std::int64_t i = 0; i < with["reindeer"]; ++i) team.add(come_back, house);
  for (std::int64_t i = 0; i < with["groups"] * with["group"]; ++i)
    team.add(ask_for_help<door>, house);
  team.run();
  os.observe("waiting", house.reindeer.load() + house.elves.load());
}

std::optional<std::string> nobody_waits(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "waiting") == 0) return std::nullopt;
  return fmt::format("{} wait at the end", integer(outcome, "waiting"));
}

Scenario santa(std::string_view name, std::string_view summary, std::vector<std::int64_t> sizes,
               Body body, std::set<FindingKind> expected) {
  return {.name = name,
          .group = "classics",
          .summary = summary,
          .parameters = {{"reindeer", "that come back once each", 9, sizes[0], 1, 20},
                         {"group", "of elves that are helped together", 3, sizes[1], 1, 10},
                         {"groups", "of elves that need help", 3, sizes[2], 0, 10}},
          .body = body,
          .invariant = nobody_waits,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> santa_scenarios() {
  using enum FindingKind;
  return {
      santa("santa", "reindeer first; a group of elves shuts the door behind it", {2, 1, 2},
            night<true, true>, {}),
      santa("santa-no-door", "an elf joins a group that is already being helped", {1, 1, 2},
            night<false, true>, {Assertion, Deadlock}),
      santa("santa-elves-first", "elves are helped although the reindeer wait", {2, 2, 1},
            night<true, false>, {Assertion, Deadlock}),
  };
}

}  // namespace ravel
