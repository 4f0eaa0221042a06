// Two processes exclude each other with three words of shared memory and no lock (G. L. Peterson,
// Myths about the mutual exclusion problem, 1981). Each says that it wants to enter, gives the
// other one the turn, and waits while the other wants to enter and has the turn.
//
// - peterson: right. Who gave the turn away last waits, and the other one's wish ends its wait.
// - peterson-turn-first: the turn is given away before the wish is stated. Both can do the first,
//   then the second: the one sees no wish and enters, the other one has the turn and enters too.
// - peterson-turn-self: waits while it has the turn itself. The one who gave it away last enters
//   at once, also if the other one is inside.
// - peterson-no-turn: only wishes. Nobody enters beside another, but both wait for ever when both
//   have stated theirs.
// - peterson-test-then-set: looks for the other's wish before it states its own. Both look, both
//   enter.
//
// Inside, each adds one to a counter in two steps: when both are inside, an addition gets lost.
// All of it needs sequentially consistent memory: on a real processor plain accesses will not do.
#include "scenarios/classics/classics.h"
#include "scenarios/classics/door.h"

namespace ravel {
namespace {

void enter(os::Os& os, Door& door, std::size_t me) {
  const std::size_t other = 1 - me;
  door.wants[me].store(1);
  door.turn.store(static_cast<std::int64_t>(other));
  os.wait_until([&] {
    return door.wants[other].load() == 0 || door.turn.load() == static_cast<std::int64_t>(me);
  });
}

void enter_turn_first(os::Os& os, Door& door, std::size_t me) {
  const std::size_t other = 1 - me;
  door.turn.store(static_cast<std::int64_t>(other));
  door.wants[me].store(1);
  os.wait_until([&] {
    return door.wants[other].load() == 0 || door.turn.load() == static_cast<std::int64_t>(me);
  });
}

void enter_turn_self(os::Os& os, Door& door, std::size_t me) {
  const std::size_t other = 1 - me;
  door.wants[me].store(1);
  door.turn.store(static_cast<std::int64_t>(other));
  os.wait_until([&] {
    return door.wants[other].load() == 0 || door.turn.load() == static_cast<std::int64_t>(other);
  });
}

void enter_without_turn(os::Os& os, Door& door, std::size_t me) {
  door.wants[me].store(1);
  os.wait_until([&] { return door.wants[1 - me].load() == 0; });
}

void enter_testing_first(os::Os& os, Door& door, std::size_t me) {
  os.wait_until([&] { return door.wants[1 - me].load() == 0; });
  door.wants[me].store(1);
}

}  // namespace

std::vector<Scenario> peterson_scenarios() {
  return {
      door_for_two("peterson",
                   "two processes exclude each other: a wish each, and whose turn it is",
                   two_visitors<enter>, {}),
      door_for_two("peterson-turn-first", "the turn is given away before the wish is stated",
                   two_visitors<enter_turn_first>, {FindingKind::Invariant}),
      door_for_two("peterson-turn-self", "who has the turn waits, instead of who gave it away",
                   two_visitors<enter_turn_self>, {FindingKind::Invariant}),
      door_for_two("peterson-no-turn", "wishes alone: both can wait for each other",
                   two_visitors<enter_without_turn>, {FindingKind::Deadlock}),
      door_for_two("peterson-test-then-set", "looks for the other's wish before it states its own",
                   two_visitors<enter_testing_first>, {FindingKind::Invariant}),
  };
}

}  // namespace ravel
