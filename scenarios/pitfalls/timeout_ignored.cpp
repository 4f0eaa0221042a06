// Acquiring with a timeout can come back without the lock.
//
// - timeout-ignored: wrong. The result is dropped: when the time is up, it goes on as if it held
// the
//   lock, beside the one who does, and releases what it never had.
// - timeout-checked: right. Without the lock it does something else.
#include <fmt/format.h>

#include "primitives/all.h"
#include "scenarios/pitfalls/pitfalls.h"
#include "scenarios/team.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;

template <bool checked>
void add_one(os::Os& os, Lock lock, RawValue<int> sum, Semaphore given_up) {
  if (!lock.acquire(10ms) && checked) return given_up.release();
  sum.store(sum.load() + 1);
  os.sleep(5ms);
  try {
    lock.release();
  } catch (const OverRelease&) {
    // Somebody else has released it in its stead.
  }
}

template <bool checked>
void add_all(os::Os& os, const Parameters& with) {
  Lock lock(os);
  lock.label("lock");
  RawValue<int> sum(os);
  sum.label("sum");
  const Semaphore given_up(os, 0);
  Team team(os);
  for (int i = 0; i < with["processes"]; ++i) team.add(add_one<checked>, lock, sum, given_up);
  team.run();
  os.observe("sum", sum.load());
  os.observe("given up", given_up.get_value());
}

std::optional<std::string> all_counted(const Outcome& outcome, const Parameters& with) {
  const std::int64_t counted = integer(outcome, "sum") + integer(outcome, "given up");
  if (counted == with["processes"]) return std::nullopt;
  return fmt::format("{} of {} are accounted for", counted, with["processes"]);
}

Scenario additions(std::string_view name, std::string_view summary, Body body,
                   std::set<FindingKind> expected) {
  return {.name = name,
          .group = "pitfalls",
          .summary = summary,
          .parameters = {{"processes", "that add one each", 10, 2, 1, 64}},
          .body = body,
          .invariant = all_counted,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> timeout_ignored_scenarios() {
  return {
      additions("timeout-ignored", "goes on without the lock when the time is up", add_all<false>,
                {FindingKind::Invariant}),
      additions("timeout-checked", "does something else when the time is up", add_all<true>, {}),
  };
}

}  // namespace ravel
