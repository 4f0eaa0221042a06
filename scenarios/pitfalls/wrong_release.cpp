// Releasing what one does not hold.
//
// - semaphore-over-release: a release too many is accepted, and the semaphore has more permits than
//   there are places, for ever.
// - semaphore-over-release-bounded: a bounded semaphore refuses it with an error, at the place of
//   the mistake. Who swallows the error is told of it by the check.
// - lock-double-release: a lock is a semaphore of one permit and refuses the second release.
// - lock-foreign-release: but while somebody else holds the lock, the second release is taken for
//   that one's: a lock of multiprocessing has no owner. Two are inside.
// - rlock-foreign-release: an RLock has one, and refuses everybody else.
#include <fmt/format.h>

#include "primitives/all.h"
#include "scenarios/pitfalls/pitfalls.h"
#include "scenarios/team.h"

namespace ravel {
namespace {

template <class AnySemaphore>
void release_twice(os::Os& os, AnySemaphore permits) {
  permits.acquire();
  permits.release();
  try {
    permits.release();
  } catch (const OverRelease& error) {
    print(os, "{}", error.what());
  }
}

template <class AnySemaphore>
void over_release(os::Os& os, const Parameters& with) {
  AnySemaphore permits(os, with["permits"]);
  permits.label("permits");
  Process careless(os, release_twice<AnySemaphore>, permits);
  careless.start();
  careless.join();
  os.observe("free", permits.get_value());
}

std::optional<std::string> as_many_as_before(const Outcome& outcome, const Parameters& with) {
  if (integer(outcome, "free") == with["permits"]) return std::nullopt;
  return fmt::format("{} permits of {}", integer(outcome, "free"), with["permits"]);
}

void release_again(os::Os& os, const Parameters&) {
  Lock lock(os);
  lock.label("lock");
  lock.acquire();
  lock.release();
  lock.release();
}

void add_one(os::Os&, Lock lock, RawValue<int> sum, bool twice) {
  lock.acquire();
  sum.store(sum.load() + 1);
  lock.release();
  if (!twice) return;
  try {
    lock.release();
  } catch (const OverRelease&) {
    // Nobody was inside: the mistake is noticed.
  }
}

void release_of_another(os::Os& os, const Parameters& with) {
  Lock lock(os);
  lock.label("lock");
  RawValue<int> sum(os);
  sum.label("sum");
  Team team(os);
  for (int i = 0; i < with["processes"]; ++i) team.add(add_one, lock, sum, i == 0);
  team.run();
  os.observe("sum", sum.load());
}

std::optional<std::string> nothing_lost(const Outcome& outcome, const Parameters& with) {
  if (integer(outcome, "sum") == with["processes"]) return std::nullopt;
  return fmt::format("{} processes added one, the sum is {}", with["processes"],
                     integer(outcome, "sum"));
}

void release_as_a_stranger(os::Os&, RLock lock) {
  lock.release();
}

void hold_an_rlock(os::Os& os, const Parameters&) {
  RLock lock(os);
  lock.label("lock");
  const auto guard = lock.hold();
  Process stranger(os, release_as_a_stranger, lock);
  stranger.start();
  stranger.join();
  os.observe("stranger", stranger.exitcode().value_or(0));
}

}  // namespace

std::vector<Scenario> wrong_release_scenarios() {
  using enum FindingKind;
  const ParameterSpec permits{"permits", "of the semaphore", 4, 1, 1, 100};
  return {
      {.name = "semaphore-over-release",
       .group = "pitfalls",
       .summary = "a release too many makes one permit more",
       .parameters = {permits},
       .body = over_release<Semaphore>,
       .invariant = as_many_as_before,
       .expected = {Invariant}},
      {.name = "semaphore-over-release-bounded",
       .group = "pitfalls",
       .summary = "a bounded semaphore refuses a release too many",
       .parameters = {permits},
       .body = over_release<BoundedSemaphore>,
       .invariant = as_many_as_before,
       .expected = {OverRelease}},
      {.name = "lock-double-release",
       .group = "pitfalls",
       .summary = "a lock that is free refuses to be released",
       .body = release_again,
       .expected = {Exception}},
      {.name = "lock-foreign-release",
       .group = "pitfalls",
       .summary = "a release too many lets in somebody beside the holder",
       .parameters = {{"processes", "that add one each; the first releases twice", 10, 3, 2, 64}},
       .body = release_of_another,
       .invariant = nothing_lost,
       .expected = {Exception, Invariant}},
      {.name = "rlock-foreign-release",
       .group = "pitfalls",
       .summary = "an rlock refuses to be released by others than its owner",
       .body = hold_an_rlock,
       .expected = {Exception}},
  };
}

}  // namespace ravel
