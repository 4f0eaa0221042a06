// Something fails between acquire and release.
//
// - lock-exception: wrong. The error is caught further out, the release was skipped, and nobody
// gets
//   the lock again.
// - lock-exception-guard: right. A guard releases at the end of the scope, however that is left
//   (Python's `with`).
#include <stdexcept>

#include "primitives/all.h"
#include "scenarios/pitfalls/pitfalls.h"
#include "scenarios/team.h"

namespace ravel {
namespace {

void fail_if(bool bad) {
  if (bad) throw std::runtime_error("bad input");
}

void by_hand(Lock& lock, bool bad) {
  lock.acquire();
  fail_if(bad);
  lock.release();
}

void by_guard(Lock& lock, bool bad) {
  const auto guard = lock.hold();
  fail_if(bad);
}

template <auto use>
void work(os::Os& os, bool bad, Lock lock) {
  try {
    use(lock, bad);
  } catch (const std::runtime_error& error) {
    print(os, "{}", error.what());
  }
}

template <auto use>
void work_all(os::Os& os, const Parameters& with) {
  Lock lock(os);
  lock.label("lock");
  Team team(os);
  for (int i = 0; i < with["processes"]; ++i) team.add(work<use>, i == 0, lock);
  team.run();
}

Scenario failing(std::string_view name, std::string_view summary, Body body,
                 std::set<FindingKind> expected) {
  return {.name = name,
          .group = "pitfalls",
          .summary = summary,
          .parameters = {{"processes", "that use the lock; the first one fails", 5, 3, 2, 64}},
          .body = body,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> lock_exception_scenarios() {
  return {
      failing("lock-exception", "an error skips the release: the others wait for ever",
              work_all<by_hand>, {FindingKind::Deadlock}),
      failing("lock-exception-guard", "a guard releases, whatever happens", work_all<by_guard>, {}),
  };
}

}  // namespace ravel
