// An agent puts two of three ingredients on the table; the smoker who has the third one should take
// them (S. S. Patil, 1971). Nobody may tell the agent what to put, or the smokers who is meant.
//
// - smokers: wrong. Each smoker takes the two ingredients one after the other. The one who lacks
//   tobacco and paper takes the paper that was meant for another: each has one, all wait.
// - smokers-pushers: right (D. L. Parnas, 1975). A pusher for each ingredient takes note of what is
//   on the table, under a lock; the one who finds the second of a pair wakes the smoker it is for.
//
// In each round the agent leaves out another ingredient, so that all smoke once in three rounds.
#include <fmt/format.h>

#include <array>

#include "primitives/all.h"
#include "scenarios/classics/classics.h"
#include "scenarios/team.h"

namespace ravel {
namespace {

constexpr std::size_t kKinds = 3;
constexpr std::array<std::string_view, kKinds> kIngredients = {"tobacco", "paper", "matches"};

struct Table {
  std::vector<Semaphore> ingredients;
  std::vector<Semaphore> smokers;  ///< who has everything but that ingredient of its own
  Semaphore done;
  Lock mutex;            ///< guards `lying`
  RawArray<int> lying;   ///< ingredients that pushers have noted
  RawArray<int> smoked;  ///< cigarettes of each smoker

  template <class Archive>
  void serialize(Archive& archive) {
    archive(ingredients, smokers, done, mutex, lying, smoked);
  }
};

void agent(os::Os& os, std::int64_t rounds, Table table) {
  for (std::int64_t round = 0; round < rounds; ++round) {
    const auto left_out = static_cast<std::size_t>(round) % kKinds;
    print(os, "all but {}", kIngredients.at(left_out));
    for (std::size_t i = 0; i < kKinds; ++i)
      if (i != left_out) table.ingredients[i].release();
    table.done.acquire();
  }
}

void smoke(Table& table, std::size_t owned) {
  table.smoked.store(owned, table.smoked.load(owned) + 1);
  table.done.release();
}

void take_one_by_one(os::Os&, std::size_t owned, std::int64_t cigarettes, Table table) {
  for (std::int64_t i = 0; i < cigarettes; ++i) {
    for (std::size_t ingredient = 0; ingredient < kKinds; ++ingredient)
      if (ingredient != owned) table.ingredients[ingredient].acquire();
    smoke(table, owned);
  }
}

void wait_to_be_woken(os::Os&, std::size_t owned, std::int64_t cigarettes, Table table) {
  for (std::int64_t i = 0; i < cigarettes; ++i) {
    table.smokers[owned].acquire();
    smoke(table, owned);
  }
}

/// Notes `found`, or wakes the one for whom it makes a pair with what was noted before.
void note(Table& table, std::size_t found) {
  const auto guard = table.mutex.hold();
  for (std::size_t other = 0; other < kKinds; ++other) {
    if (other == found || table.lying.load(other) == 0) continue;
    table.lying.store(other, 0);
    table.smokers[kKinds - found - other].release();
    return;
  }
  table.lying.store(found, 1);
}

void push(os::Os&, std::size_t ingredient, std::int64_t times, Table table) {
  for (std::int64_t i = 0; i < times; ++i) {
    table.ingredients[ingredient].acquire();
    note(table, ingredient);
  }
}

Table lay(os::Os& os) {
  Table table;
  for (const std::string_view name : kIngredients) {
    table.ingredients.emplace_back(os, 0);
    table.ingredients.back().label(name);
    table.smokers.emplace_back(os, 0);
    table.smokers.back().label(fmt::format("smoker with {}", name));
  }
  table.done = Semaphore(os, 0);
  table.done.label("done");
  table.mutex = Lock(os);
  table.mutex.label("mutex");
  table.lying = RawArray<int>(os, kKinds);
  table.smoked = RawArray<int>(os, kKinds);
  return table;
}

/// In `rounds` of the agent each ingredient is left out, and each smoker served, so often.
std::int64_t times_left_out(std::int64_t rounds, std::size_t ingredient) {
  return (rounds + static_cast<std::int64_t>(kKinds - 1 - ingredient)) /
         static_cast<std::int64_t>(kKinds);
}

template <bool pushers>
void evening(os::Os& os, const Parameters& with) {
  const Table table = lay(os);
  const std::int64_t rounds = with["rounds"];
  Team team(os);
  team.add(agent, rounds, table);
  for (std::size_t i = 0; i < kKinds; ++i) {
    const std::int64_t cigarettes = times_left_out(rounds, i);
    team.add(pushers ? wait_to_be_woken : take_one_by_one, i, cigarettes, table);
    if (pushers) team.add(push, i, rounds - cigarettes, table);
  }
  team.run();
  std::int64_t smoked = 0;
  for (const int cigarettes : table.smoked.load_all()) smoked += cigarettes;
  os.observe("smoked", smoked);
}

std::optional<std::string> all_smoked(const Outcome& outcome, const Parameters& with) {
  if (integer(outcome, "smoked") == with["rounds"]) return std::nullopt;
  return fmt::format("{} cigarettes in {} rounds", integer(outcome, "smoked"), with["rounds"]);
}

Scenario smokers(std::string_view name, std::string_view summary, Body body,
                 std::set<FindingKind> expected) {
  return {.name = name,
          .group = "classics",
          .summary = summary,
          .parameters = {{"rounds", "of the agent", 30, 3, 1, 100'000}},
          .body = body,
          .invariant = all_smoked,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> smokers_scenarios() {
  return {
      smokers("smokers", "each takes what it lacks piece by piece: one piece each, and all wait",
              evening<false>, {FindingKind::Deadlock}),
      smokers("smokers-pushers", "pushers note what lies there and wake the right smoker",
              evening<true>, {}),
  };
}

}  // namespace ravel
