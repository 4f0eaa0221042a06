// Processes append to the list of a manager, and print it.
//
// - manager-list-append: under a lock. The lengths that are printed are 1, 2, 3, ...
// - manager-list-append-nolock: without it. The tutorial says that data will be damaged for
//   certain. Not so: appending is one request, and the manager's server answers one after the
//   other. Nothing is lost; only what is printed, in a second request, may already have the others'
//   items.
// - manager-dict-rmw: `d["n"] = d["n"] + 1` is two requests. Between them others read the same
//   number: increments are lost, as with shared memory.
// - manager-dict-rmw-locked: right. The lock is held from reading to writing.
#include <fmt/format.h>

#include "primitives/all.h"
#include "scenarios/team.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

struct Shared {
  Lock lock;
  ListProxy<std::uint64_t> list;
  RawArray<int> lengths;  ///< as each process saw them

  template <class Archive>
  void serialize(Archive& archive) {
    archive(lock, list, lengths);
  }
};

template <bool locked>
void append(os::Os& os, std::size_t i, Shared shared) {
  if constexpr (locked) shared.lock.acquire();
  shared.list.append(os.pid());
  const std::vector<std::uint64_t> seen = shared.list.copy();
  print(os, "shared list: [{}]", fmt::join(seen, ", "));
  shared.lengths.store(i, static_cast<int>(seen.size()));
  if constexpr (locked) shared.lock.release();
}

template <bool locked>
void append_all(os::Os& os, const Parameters& with) {
  const auto n = static_cast<std::size_t>(with["processes"]);
  Manager manager(os);
  Shared shared{Lock(os), manager.list<std::uint64_t>(), RawArray<int>(os, n)};
  shared.lock.label("lock");
  Team team(os);
  for (std::size_t i = 0; i < n; ++i) team.add(append<locked>, i, shared);
  team.run();
  print(os, "shared list: [{}]", fmt::join(shared.list.copy(), ", "));
  os.observe("length", static_cast<std::int64_t>(shared.list.len()));
  os.observe("lengths", fmt::format("{}", fmt::join(shared.lengths.load_all(), " ")));
}

std::optional<std::string> nothing_is_lost(const Outcome& outcome, const Parameters& with) {
  if (integer(outcome, "length") == with["processes"]) return std::nullopt;
  return "items are lost";
}

template <bool locked>
void increment(os::Os&, Lock lock, DictProxy<std::string, int> dict) {
  if constexpr (locked) lock.acquire();
  dict.set("n", dict.get("n") + 1);
  if constexpr (locked) lock.release();
}

template <bool locked>
void increment_all(os::Os& os, const Parameters& with) {
  Manager manager(os);
  auto dict = manager.dict<std::string, int>();
  dict.set("n", 0);
  Lock lock(os);
  lock.label("lock");
  Team team(os);
  for (std::int64_t i = 0; i < with["processes"]; ++i) team.add(increment<locked>, lock, dict);
  team.run();
  print(os, "{}", dict.get("n"));
  os.observe("n", dict.get("n"));
}

std::optional<std::string> all_increments_count(const Outcome& outcome, const Parameters& with) {
  if (integer(outcome, "n") == with["processes"]) return std::nullopt;
  return fmt::format("{} of {} increments are left", integer(outcome, "n"), with["processes"]);
}

Scenario managed(std::string_view name, std::string_view summary, Body body, Invariant invariant,
                 std::set<FindingKind> expected) {
  return {.name = name,
          .group = "tutorial",
          .summary = summary,
          .parameters = {{"processes", "that use the manager", 5, 2, 1, 50}},
          .body = body,
          .invariant = invariant,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> manager_list_scenarios() {
  using enum FindingKind;
  return {
      managed("manager-list-append", "append to a manager's list and print it, under a lock",
              append_all<true>, nothing_is_lost, {}),
      managed("manager-list-append-nolock",
              "append to a manager's list without a lock: nothing is lost", append_all<false>,
              nothing_is_lost, {}),
      managed("manager-dict-rmw", "increment an entry of a manager's dictionary: two requests",
              increment_all<false>, all_increments_count, {Invariant}),
      managed("manager-dict-rmw-locked",
              "increment an entry of a manager's dictionary under a lock", increment_all<true>,
              all_increments_count, {}),
  };
}

}  // namespace ravel
