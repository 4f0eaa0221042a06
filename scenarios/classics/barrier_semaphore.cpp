// A barrier made of semaphores, to be used again and again (A. B. Downey, The Little Book of
// Semaphores, section 3.6): nobody begins a round before all have finished the one before.
//
// - barrier-semaphore-single: one turnstile. The last one to come opens it, the last one to leave
//   closes it. Until then it is open, also for somebody who has come round again: it laps the
//   others. With three or more it can also close behind somebody who is still to come.
// - barrier-semaphore: right, with two turnstiles. The last one to come closes the second one
//   before it opens the first, the last one to leave the other way round: one is always closed.
#include <fmt/format.h>

#include "primitives/all.h"
#include "scenarios/atomic.h"
#include "scenarios/classics/classics.h"
#include "scenarios/team.h"

namespace ravel {
namespace {

struct Meeting {
  Lock mutex;  ///< guards `count`
  RawValue<int> count;
  Semaphore first;
  Semaphore second;
  std::vector<Atomic> round;  ///< that each of them has begun

  template <class Archive>
  void serialize(Archive& archive) {
    archive(mutex, count, first, second, round);
  }
};

void pass(Semaphore& turnstile) {
  turnstile.acquire();
  turnstile.release();
}

/// The last to change the count to `last` does `then`, all under the mutex.
template <class Then>
void count(Meeting& meeting, int change, int last, const Then& then) {
  const auto guard = meeting.mutex.hold();
  const int count = meeting.count.load() + change;
  meeting.count.store(count);
  if (count == last) then();
}

using Meet = void (*)(Meeting& meeting);

void at_one_turnstile(Meeting& meeting) {
  const int all = static_cast<int>(meeting.round.size());
  count(meeting, +1, all, [&] { meeting.first.release(); });
  pass(meeting.first);
  count(meeting, -1, 0, [&] { meeting.first.acquire(); });
}

void at_two_turnstiles(Meeting& meeting) {
  const int all = static_cast<int>(meeting.round.size());
  count(meeting, +1, all, [&] {
    meeting.second.acquire();
    meeting.first.release();
  });
  pass(meeting.first);
  count(meeting, -1, 0, [&] {
    meeting.first.acquire();
    meeting.second.release();
  });
  pass(meeting.second);
}

template <Meet meet>
void walk(os::Os&, std::size_t me, std::int64_t rounds, Meeting meeting) {
  for (std::int64_t round = 1; round <= rounds; ++round) {
    meeting.round[me].store(round);
    meet(meeting);
    for (const Atomic& other : meeting.round)
      os::expect(other.load() >= round, "left before all had come");
  }
}

template <Meet meet>
void hike(os::Os& os, const Parameters& with) {
  Meeting meeting{Lock(os), RawValue<int>(os), Semaphore(os, 0), Semaphore(os, 1), {}};
  meeting.mutex.label("mutex");
  meeting.first.label("first turnstile");
  meeting.second.label("second turnstile");
  const auto walkers = static_cast<std::size_t>(with["walkers"]);
  for (std::size_t i = 0; i < walkers; ++i) meeting.round.emplace_back(os);
  Team team(os);
  for (std::size_t i = 0; i < walkers; ++i) team.add(walk<meet>, i, with["rounds"], meeting);
  team.run();
  os.observe("waiting", meeting.count.load());
}

std::optional<std::string> nobody_waits(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "waiting") == 0) return std::nullopt;
  return fmt::format("{} are counted at the end", integer(outcome, "waiting"));
}

Scenario barrier(std::string_view name, std::string_view summary, Body body,
                 std::set<FindingKind> expected) {
  return {.name = name,
          .group = "classics",
          .summary = summary,
          .parameters = {{"walkers", "who wait for each other", 5, 2, 1, 60},
                         {"rounds", "of walking and waiting", 100, 2, 1, 1'000'000}},
          .body = body,
          .invariant = nobody_waits,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> barrier_semaphore_scenarios() {
  return {
      barrier("barrier-semaphore", "two turnstiles, one of which is always closed",
              hike<at_two_turnstiles>, {}),
      barrier("barrier-semaphore-single", "one turnstile: somebody laps the others",
              hike<at_one_turnstile>, {FindingKind::Assertion}),
  };
}

}  // namespace ravel
