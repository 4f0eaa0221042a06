// A semaphore of one permit is a lock, as long as it has one permit.
//
// - semaphore-as-mutex: wrong. It was made with two: two are inside at once, an addition gets lost.
// - semaphore-as-mutex-stray: one permit, but somebody releases what it never acquired. From then
//   on there are two, and nothing tells.
// - semaphore-as-mutex-bounded: right. A bounded semaphore refuses the stray release with an error,
//   if all permits are there at that moment; else the stray release stands for that of whoever is
//   inside, whose own one is refused in its stead. Either way the mistake shows.
#include <fmt/format.h>

#include "primitives/all.h"
#include "scenarios/atomic.h"
#include "scenarios/classics/classics.h"
#include "scenarios/team.h"

namespace ravel {
namespace {

template <class AnySemaphore>
void add_one(os::Os&, AnySemaphore mutex, RawValue<int> sum, Atomic refused) {
  mutex.acquire();
  sum.store(sum.load() + 1);
  try {
    mutex.release();
  } catch (const OverRelease&) {
    refused.store(1);
  }
}

template <class AnySemaphore>
void release_once(os::Os&, AnySemaphore mutex, Atomic refused) {
  try {
    mutex.release();
  } catch (const OverRelease&) {
    refused.store(1);
  }
}

template <class AnySemaphore, int permits, bool stray>
void add_up(os::Os& os, const Parameters& with) {
  AnySemaphore mutex(os, permits);
  mutex.label("mutex");
  RawValue<int> sum(os);
  sum.label("sum");
  Atomic refused(os);
  Team team(os);
  for (int i = 0; i < with["processes"]; ++i) team.add(add_one<AnySemaphore>, mutex, sum, refused);
  if (stray) team.add(release_once<AnySemaphore>, mutex, refused);
  team.run();
  os.observe("sum", sum.load());
  os.observe("refused", refused.load());
}

/// A mistake that was told counts as found.
std::optional<std::string> nothing_lost(const Outcome& outcome, const Parameters& with) {
  if (integer(outcome, "sum") == with["processes"] || integer(outcome, "refused") != 0)
    return std::nullopt;
  return fmt::format("{} processes added one, the sum is {}", with["processes"],
                     integer(outcome, "sum"));
}

Scenario mutex(std::string_view name, std::string_view summary, Body body,
               std::set<FindingKind> expected) {
  return {.name = name,
          .group = "classics",
          .summary = summary,
          .parameters = {{"processes", "that add one each", 10, 2, 1, 60}},
          .body = body,
          .invariant = nothing_lost,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> semaphore_as_mutex_scenarios() {
  return {
      mutex("semaphore-as-mutex", "a semaphore of two permits lets two inside",
            add_up<Semaphore, 2, false>, {FindingKind::Invariant}),
      mutex("semaphore-as-mutex-stray", "a release too many makes two permits of one",
            add_up<Semaphore, 1, true>, {FindingKind::Invariant}),
      mutex("semaphore-as-mutex-bounded", "a bounded semaphore tells of a release too many",
            add_up<BoundedSemaphore, 1, true>, {}),
  };
}

}  // namespace ravel
