// One process walks through what a queue of five places can do.
//
// - queue5-self-block: as the tutorial has it. The sixth put waits for room that nobody but itself
//   could make: "not an error, it waits" is a deadlock when there is nobody else.
// - queue5-last-get: without that line it comes to the last one, a get from the empty queue, and
//   waits there for ever.
// - queue5-walk: without either: False, True, 1 to 5, empty False, then True, and Empty.
//
// The tutorial says that full, empty and get_nowait are of no use among several processes: they
// tell of a moment that has passed. In CPython they lie even to one process, since what was put is
// still on its way (see queue-empty-lies).
#include <fmt/format.h>

#include "primitives/all.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

template <class Value>
void say(os::Os& os, std::string& said, const Value& value) {
  print(os, "{}", value);
  said += fmt::format("{}{}", said.empty() ? "" : " ", value);
}

enum class Block { AtPut, AtGet, Nowhere };

template <Block block>
void walk(os::Os& os, const Parameters&) {
  std::string said;
  Queue<int> queue(os, 5);
  queue.label("queue");
  queue.put(1);
  queue.put(2);
  say(os, said, queue.full());
  for (const int item : {3, 4, 5}) queue.put(item);
  say(os, said, queue.full());
  if constexpr (block == Block::AtPut) queue.put(6);
  say(os, said, queue.get());
  say(os, said, queue.get());
  say(os, said, queue.empty());
  for (int i = 0; i < 3; ++i) say(os, said, queue.get());
  say(os, said, queue.empty());
  try {
    say(os, said, queue.get_nowait());
  } catch (const Empty&) {
    say(os, said, "Empty");
  }
  if constexpr (block == Block::AtGet) say(os, said, queue.get());
  os.observe("said", said);
}

std::optional<std::string> as_documented(const Outcome& outcome, const Parameters&) {
  if (std::get<std::string>(outcome.at("said")) == "false true 1 2 false 3 4 5 true Empty")
    return std::nullopt;
  return "the queue says something else than it has";
}

Scenario walking(std::string_view name, std::string_view summary, Body body,
                 std::set<FindingKind> expected) {
  return {.name = name,
          .group = "tutorial",
          .summary = summary,
          .body = body,
          .invariant = as_documented,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> queue_walk_scenarios() {
  using enum FindingKind;
  return {
      walking("queue5-self-block", "puts a sixth item into a queue of five: waits for itself",
              walk<Block::AtPut>, {Deadlock}),
      walking("queue5-last-get", "gets from an empty queue that nobody fills", walk<Block::AtGet>,
              {Deadlock}),
      walking("queue5-walk", "puts and gets that one process can do alone", walk<Block::Nowhere>,
              {}),
  };
}

}  // namespace ravel
