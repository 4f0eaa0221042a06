// A process is ended while it holds a lock. Nobody releases the lock for it, and what the lock
// guards may be half done.
//
// - terminate-holding-lock: wrong. Whoever acquires the lock next waits for ever.
// - terminate-holding-lock-timed: acquiring with a timeout comes back, with false: it can be told
//   that something is wrong, and nothing is done to what may be half done.
// - terminate-holding-lock-repaired: a lock of multiprocessing has no owner, so that somebody else
//   can release it: right if nobody else uses it, and if what it guards is mended first.
//
// Best is not to end processes that share anything.
#include <fmt/format.h>

#include "primitives/all.h"
#include "scenarios/pitfalls/pitfalls.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;

void work(os::Os& os, Lock lock, RawArray<int> pair) {
  const auto guard = lock.hold();
  pair.store(0, 1);
  os.sleep(10s);
  pair.store(1, 1);
}

using AfterTheEnd = bool (*)(Lock& lock, RawArray<int>& pair);

/// Whether the two elements are equal, as they are whenever nobody is at work.
bool whole(const RawArray<int>& pair) {
  return pair.load(0) == pair.load(1);
}

bool wait_for_it(Lock& lock, RawArray<int>& pair) {
  const auto guard = lock.hold();
  return whole(pair);
}

bool wait_for_some_time(Lock& lock, RawArray<int>& pair) {
  if (!lock.acquire(100ms)) return true;  // knows that it knows nothing
  const bool right = whole(pair);
  lock.release();
  return right;
}

bool mend_and_release(Lock& lock, RawArray<int>& pair) {
  if (!lock.try_acquire()) pair.store(1, pair.load(0));
  const bool right = whole(pair);
  lock.release();
  return right;
}

template <AfterTheEnd then>
void end_the_holder(os::Os& os, const Parameters&) {
  Lock lock(os);
  lock.label("lock");
  RawArray<int> pair(os, 2);
  pair.label("pair");
  Process holder(os, work, lock, pair);
  holder.start();
  os.sleep(100ms);
  holder.terminate();
  holder.join();
  os.observe("believes what is whole", then(lock, pair));
}

std::optional<std::string> believes_only_what_is_whole(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "believes what is whole") != 0) return std::nullopt;
  return "took half of a change for all of it";
}

Scenario holder(std::string_view name, std::string_view summary, Body body,
                std::set<FindingKind> expected) {
  return {.name = name,
          .group = "pitfalls",
          .summary = summary,
          .body = body,
          .invariant = believes_only_what_is_whole,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> terminated_holder_scenarios() {
  return {
      holder("terminate-holding-lock", "the holder of a lock is ended: the next one waits for ever",
             end_the_holder<wait_for_it>, {FindingKind::Deadlock}),
      holder("terminate-holding-lock-timed", "acquiring with a timeout comes back with false",
             end_the_holder<wait_for_some_time>, {}),
      holder("terminate-holding-lock-repaired", "somebody else mends the data and releases it",
             end_the_holder<mend_and_release>, {}),
  };
}

}  // namespace ravel
