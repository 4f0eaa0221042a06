// What a proxy of a manager returns is a copy.
//
// - manager-mutable-inside: appends to a list inside of a dictionary: to the copy that was
//   returned. The manager never hears of it. (Twice the same mistake: see manager-dict-rmw for
//   increments.)
// - manager-mutable-inside-set: right. Gets the list, appends, and sets it.
// - nested-manager-race: two threads of a process use one proxy at once. Each has a connection of
//   its own to the manager, so that they do not take each other's replies (gh-88321).
#include <vector>

#include "primitives/all.h"
#include "scenarios/pitfalls/pitfalls.h"

namespace ravel {
namespace {

using Lists = DictProxy<std::string, std::vector<int>>;

template <bool sets>
void append(os::Os&, Lists lists) {
  std::vector<int> list = lists.get("k");
  list.push_back(1);
  if constexpr (sets) lists.set("k", list);
}

template <bool sets>
void append_inside(os::Os& os, const Parameters&) {
  Manager manager(os);
  Lists lists = manager.dict<std::string, std::vector<int>>();
  lists.set("k", {});
  Process child(os, append<sets>, lists);
  child.start();
  child.join();
  os.observe("length", static_cast<std::int64_t>(lists.get("k").size()));
}

std::optional<std::string> item_is_there(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "length") == 1) return std::nullopt;
  return "the manager has not heard of the item";
}

void use_in_two_threads(os::Os& os, const Parameters&) {
  Manager manager(os);
  DictProxy<int, int> dict = manager.dict<int, int>();
  bool right = true;
  Thread other(os, [dict, &right]() mutable {
    dict.set(1, 10);
    right = dict.get(1) == 10;
  });
  other.start();
  dict.set(2, 20);
  const bool own = dict.get(2) == 20;
  other.join();
  os.observe("right", own && right);
}

std::optional<std::string> replies_are_right(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "right") == 1) return std::nullopt;
  return "a thread has got another one's reply";
}

Scenario managed(std::string_view name, std::string_view summary, Body body, Invariant invariant,
                 std::set<FindingKind> expected) {
  return {.name = name,
          .group = "pitfalls",
          .summary = summary,
          .body = body,
          .invariant = invariant,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> manager_item_scenarios() {
  return {
      managed("manager-mutable-inside", "appends to the copy of a list that a dictionary holds",
              append_inside<false>, item_is_there, {FindingKind::Invariant}),
      managed("manager-mutable-inside-set", "sets the list that it has appended to",
              append_inside<true>, item_is_there, {}),
      managed("nested-manager-race", "two threads use one proxy at once", use_in_two_threads,
              replies_are_right, {}),
  };
}

}  // namespace ravel
