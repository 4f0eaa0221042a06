// Any number of processes exclude each other by drawing tickets, as customers of a bakery do (L.
// Lamport, A new solution of Dijkstra's concurrent programming problem, 1974). The lowest number
// is served; two with the same number go in the order of their names.
//
// - bakery: right. Who draws says so, and others wait until its number is there to be compared.
// - bakery-no-choosing: does not say so. Two read the same highest number; the one that is slow to
//   write its own looks as if it wanted nothing, the other one goes in; then the slow one compares
//   equal numbers, has the lower name, and goes in too.
#include <fmt/format.h>

#include <algorithm>

#include "primitives/all.h"
#include "scenarios/atomic.h"
#include "scenarios/classics/classics.h"
#include "scenarios/team.h"

namespace ravel {
namespace {

struct Bakery {
  std::vector<Atomic> choosing;
  std::vector<Atomic> number;  ///< 0: wants nothing
  RawValue<int> visits;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(choosing, number, visits);
  }
};

std::int64_t draw(Bakery& bakery, std::size_t me) {
  std::int64_t highest = 0;
  for (std::size_t other = 0; other < bakery.number.size(); ++other)
    if (other != me) highest = std::max(highest, bakery.number[other].load());
  bakery.number[me].store(highest + 1);
  return highest + 1;
}

template <bool says_so>
void enter(os::Os& os, Bakery& bakery, std::size_t me) {
  if constexpr (says_so) bakery.choosing[me].store(1);
  const std::int64_t mine = draw(bakery, me);
  if constexpr (says_so) bakery.choosing[me].store(0);
  for (std::size_t other = 0; other < bakery.number.size(); ++other) {
    if (other == me) continue;
    if constexpr (says_so) os.wait_until([&] { return bakery.choosing[other].load() == 0; });
    os.wait_until([&] {
      const std::int64_t number = bakery.number[other].load();
      return number == 0 || std::pair(mine, me) < std::pair(number, other);
    });
  }
}

template <bool says_so>
void visit(os::Os& os, std::size_t me, std::int64_t rounds, Bakery bakery) {
  for (std::int64_t round = 0; round < rounds; ++round) {
    enter<says_so>(os, bakery, me);
    bakery.visits.store(bakery.visits.load() + 1);
    bakery.number[me].store(0);
  }
}

template <bool says_so>
void open_bakery(os::Os& os, const Parameters& with) {
  Bakery bakery;
  const auto customers = static_cast<std::size_t>(with["customers"]);
  for (std::size_t i = 0; i < customers; ++i) {
    bakery.choosing.emplace_back(os);
    bakery.choosing.back().label(fmt::format("choosing {}", i));
    bakery.number.emplace_back(os);
    bakery.number.back().label(fmt::format("number {}", i));
  }
  bakery.visits = RawValue<int>(os);
  bakery.visits.label("visits");
  Team team(os);
  for (std::size_t me = 0; me < customers; ++me)
    team.add(visit<says_so>, me, with["rounds"], bakery);
  team.run();
  os.observe("visits", bakery.visits.load());
}

std::optional<std::string> nobody_beside_another(const Outcome& outcome, const Parameters& with) {
  const std::int64_t made = with["customers"] * with["rounds"];
  const std::int64_t visits = integer(outcome, "visits");
  if (visits == made) return std::nullopt;
  return fmt::format("two were inside at once: of {} visits {} were counted", made, visits);
}

Scenario bakery(std::string_view name, std::string_view summary, Body body,
                std::set<FindingKind> expected) {
  return {.name = name,
          .group = "classics",
          .summary = summary,
          .parameters = {{"customers", "who exclude each other", 4, 2, 1, 16},
                         {"rounds", "how often each of them enters", 100, 1, 1, 1'000'000}},
          .body = body,
          .invariant = nobody_beside_another,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> bakery_scenarios() {
  return {
      bakery("bakery", "processes draw numbers, and say while they do", open_bakery<true>, {}),
      bakery("bakery-no-choosing", "processes draw numbers silently: two can be served at once",
             open_bakery<false>, {FindingKind::Invariant}),
  };
}

}  // namespace ravel
