// Whoever makes something possible wakes somebody who waits for it: while it still holds the lock,
// or after it has given the lock back?
//
// - priority-handoff: signals under the lock. The one who is woken has to wait for the lock next,
//   unless the system hands it over.
// - priority-handoff-after-unlock: signals without the lock. Somebody else can come in between and
//   take what the woken one was woken for.
//
// Both are right, because whoever wakes looks again in a loop, and because sleepers are counted
// under the lock and a semaphore remembers the signal: it may come before the sleep. (A condition
// of multiprocessing can only be notified under its lock, so that this is made of a semaphore.)
#include <fmt/format.h>

#include "primitives/all.h"
#include "scenarios/classics/classics.h"
#include "scenarios/team.h"

namespace ravel {
namespace {

struct Store {
  Lock mutex;  ///< guards the two counts
  RawValue<int> items;
  RawValue<int> sleepers;
  Semaphore wake;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(mutex, items, sleepers, wake);
  }
};

void take(os::Os&, Store store) {
  store.mutex.acquire();
  while (store.items.load() == 0) {
    store.sleepers.store(store.sleepers.load() + 1);
    store.mutex.release();
    store.wake.acquire();
    store.mutex.acquire();
  }
  store.items.store(store.items.load() - 1);
  store.mutex.release();
}

template <bool after_unlock>
void put(os::Os&, std::int64_t items, Store store) {
  for (std::int64_t i = 0; i < items; ++i) {
    store.mutex.acquire();
    store.items.store(store.items.load() + 1);
    const int sleepers = store.sleepers.load();
    if (sleepers > 0) store.sleepers.store(sleepers - 1);
    if (!after_unlock && sleepers > 0) store.wake.release();
    store.mutex.release();
    if (after_unlock && sleepers > 0) store.wake.release();
  }
}

template <bool after_unlock>
void hand_over(os::Os& os, const Parameters& with) {
  Store store{Lock(os), RawValue<int>(os), RawValue<int>(os), Semaphore(os, 0)};
  store.mutex.label("mutex");
  store.items.label("items");
  store.sleepers.label("sleepers");
  store.wake.label("wake");
  Team team(os);
  for (int i = 0; i < with["consumers"]; ++i) team.add(take, store);
  team.add(put<after_unlock>, with["consumers"], store);
  team.run();
  os.observe("left", store.items.load());
}

std::optional<std::string> all_taken(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "left") == 0) return std::nullopt;
  return fmt::format("{} items are left", integer(outcome, "left"));
}

Scenario handoff(std::string_view name, std::string_view summary, Body body) {
  return {.name = name,
          .group = "classics",
          .summary = summary,
          .parameters = {{"consumers", "who take an item each", 10, 2, 1, 60}},
          .body = body,
          .invariant = all_taken};
}

}  // namespace

std::vector<Scenario> priority_handoff_scenarios() {
  return {
      handoff("priority-handoff", "signals while it holds the lock", hand_over<false>),
      handoff("priority-handoff-after-unlock", "gives the lock back, then signals",
              hand_over<true>),
  };
}

}  // namespace ravel
