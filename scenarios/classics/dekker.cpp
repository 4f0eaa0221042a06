// The first solution to mutual exclusion of two processes by shared memory alone (T. J. Dekker,
// published in E. W. Dijkstra, EWD 35, 1962). Both state their wish; if both have, the one whose
// turn it is insists, and the other one withdraws until the turn comes to it.
//
// Compare peterson: the same guarantee with one wait, which took twenty years to find. As there,
// each adds one to a counter in two steps while it is inside.
#include "scenarios/classics/classics.h"
#include "scenarios/classics/door.h"

namespace ravel {
namespace {

void enter(os::Os& os, Door& door, std::size_t me) {
  const auto turn_of_me = static_cast<std::int64_t>(me);
  Atomic& mine = door.wants[me];
  const Atomic& others = door.wants[1 - me];
  mine.store(1);
  while (others.load() != 0) {
    if (door.turn.load() == turn_of_me) {
      os.wait_until([&] { return others.load() == 0; });
      return;
    }
    mine.store(0);
    os.wait_until([&] { return door.turn.load() == turn_of_me; });
    mine.store(1);
  }
}

void leave(Door& door, std::size_t me) {
  door.turn.store(static_cast<std::int64_t>(1 - me));
  door.wants[me].store(0);
}

}  // namespace

std::vector<Scenario> dekker_scenarios() {
  return {door_for_two("dekker",
                       "two processes exclude each other: who is not in turn withdraws its wish",
                       two_visitors<enter, leave>, {})};
}

}  // namespace ravel
