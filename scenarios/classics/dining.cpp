// Philosophers at a round table need both forks beside them to eat (E. W. Dijkstra, EWD 310, 1971).
//
// - dining: wrong. Everybody takes the left fork first; when all have, all wait for ever for the
//   right one. Of the 2^n ways in which n pairs of neighbours can get their forks, the two circles
//   are special: one cannot happen, the other one is this deadlock. 2^n - 1 are left.
// - dining-left-handed: one philosopher takes the right fork first. The circle is broken.
// - dining-ordered: everybody takes the fork with the lower number first. The same, as a rule that
//   needs no exception: locks that are always taken in one order cannot deadlock.
// - dining-footman: at most `seats` sit down at once. With one seat less than philosophers somebody
//   always has both forks.
// - dining-footman-full: with a seat for everybody the footman changes nothing.
// - dining-try-lock: puts the first fork back if the second is taken. Nobody waits for ever, but
//   nobody is promised to eat either: all can take, fail and put back for ever (a livelock). Here
//   each tries `tries` times and then stays hungry.
#include <fmt/format.h>

#include <numeric>

#include "primitives/all.h"
#include "scenarios/classics/classics.h"
#include "scenarios/team.h"

namespace ravel {
namespace {

struct Table {
  std::vector<Lock> forks;
  Semaphore seats;
  RawArray<int> meals;  ///< of each philosopher

  template <class Archive>
  void serialize(Archive& archive) {
    archive(forks, seats, meals);
  }
};

void eat_with(Table& table, std::size_t me, std::size_t first, std::size_t second) {
  const auto one = table.forks[first].hold();
  const auto other = table.forks[second].hold();
  table.meals.store(me, table.meals.load(me) + 1);
}

using Dine = void (*)(Table& table, std::size_t me);

void left_first(Table& table, std::size_t me) {
  eat_with(table, me, me, (me + 1) % table.forks.size());
}

void one_left_handed(Table& table, std::size_t me) {
  const std::size_t right = (me + 1) % table.forks.size();
  if (me == 0)
    eat_with(table, me, right, me);
  else
    eat_with(table, me, me, right);
}

void lower_first(Table& table, std::size_t me) {
  const std::size_t right = (me + 1) % table.forks.size();
  eat_with(table, me, std::min(me, right), std::max(me, right));
}

void sit_down_first(Table& table, std::size_t me) {
  const auto seat = table.seats.hold();
  left_first(table, me);
}

template <Dine dine>
void philosopher(os::Os& os, std::size_t me, std::int64_t meals, Table table) {
  for (std::int64_t meal = 0; meal < meals; ++meal) {
    dine(table, me);
    print(os, "philosopher {} has eaten", me);
  }
}

void try_to_eat(os::Os&, std::size_t me, std::int64_t tries, Table table) {
  Lock& left = table.forks[me];
  Lock& right = table.forks[(me + 1) % table.forks.size()];
  for (std::int64_t attempt = 0; attempt < tries; ++attempt) {
    const auto one = left.hold();
    if (!right.try_acquire()) continue;
    table.meals.store(me, table.meals.load(me) + 1);
    right.release();
    return;
  }
}

Table lay(os::Os& os, std::int64_t philosophers, std::int64_t seats) {
  Table table;
  for (std::int64_t i = 0; i < philosophers; ++i) {
    table.forks.emplace_back(os);
    table.forks.back().label(fmt::format("fork {}", i));
  }
  table.seats = Semaphore(os, seats);
  table.seats.label("seats");
  table.meals = RawArray<int>(os, static_cast<std::size_t>(philosophers));
  return table;
}

void observe_meals(os::Os& os, const Table& table) {
  const std::vector<int> meals = table.meals.load_all();
  os.observe("meals", std::accumulate(meals.begin(), meals.end(), 0));
}

/// `missing`: how many seats there are less than philosophers.
template <Dine dine, int missing>
void dinner(os::Os& os, const Parameters& with) {
  const std::int64_t philosophers = with["philosophers"];
  const Table table = lay(os, philosophers, philosophers - missing);
  Team team(os);
  for (std::int64_t me = 0; me < philosophers; ++me)
    team.add(philosopher<dine>, me, with["meals"], table);
  team.run();
  observe_meals(os, table);
}

void dinner_of_the_polite(os::Os& os, const Parameters& with) {
  const Table table = lay(os, with["philosophers"], 0);
  Team team(os);
  for (std::int64_t me = 0; me < with["philosophers"]; ++me)
    team.add(try_to_eat, me, with["tries"], table);
  team.run();
  observe_meals(os, table);
}

std::optional<std::string> everybody_has_eaten(const Outcome& outcome, const Parameters& with) {
  const std::int64_t meals = with["philosophers"] * with["meals"];
  if (integer(outcome, "meals") == meals) return std::nullopt;
  return fmt::format("{} of {} meals were eaten", integer(outcome, "meals"), meals);
}

constexpr ParameterSpec kPhilosophers{"philosophers", "at the table, and forks", 5, 3, 2, 60};

Scenario dining(std::string_view name, std::string_view summary, Body body,
                std::set<FindingKind> expected) {
  return {.name = name,
          .group = "classics",
          .summary = summary,
          .parameters = {kPhilosophers, {"meals", "of each", 1000, 1, 1, 1'000'000}},
          .body = body,
          .invariant = everybody_has_eaten,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> dining_scenarios() {
  using enum FindingKind;
  return {
      dining("dining", "all take the left fork first: when all have, nobody eats any more",
             dinner<left_first, 0>, {Deadlock}),
      dining("dining-left-handed", "one of them takes the right fork first",
             dinner<one_left_handed, 0>, {}),
      dining("dining-ordered", "the fork with the lower number is taken first",
             dinner<lower_first, 0>, {}),
      dining("dining-footman", "all take the left fork first, but one of them stands",
             dinner<sit_down_first, 1>, {}),
      dining("dining-footman-full", "a footman who lets everybody sit down prevents nothing",
             dinner<sit_down_first, 0>, {Deadlock}),
      {.name = "dining-try-lock",
       .group = "classics",
       .summary = "puts the first fork back if the second is taken: no deadlock, no promise",
       .parameters = {kPhilosophers, {"tries", "until one stays hungry", 10, 2, 1, 1000}},
       .body = dinner_of_the_polite},
  };
}

}  // namespace ravel
