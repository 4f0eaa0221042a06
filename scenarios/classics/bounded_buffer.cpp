// Producers and consumers share a buffer of limited capacity (E. W. Dijkstra, EWD 123, 1965, with
// semaphores; C. A. R. Hoare, Monitors, 1974, with conditions). Nobody may take from an empty
// buffer or put into a full one: who cannot go on has to sleep, and be woken.
//
// With a condition variable:
// - bounded-buffer: right. Two conditions, one for each reason to sleep, and a loop around wait.
// - bounded-buffer-if: `if` instead of the loop. Between the notification and the moment at which
//   the sleeper has the lock again, somebody else can take what it was woken for: it needs three
//   processes, one and one never show it.
// - bounded-buffer-one-condition: one condition for both reasons. A notification can reach somebody
//   who waits for the opposite, who goes back to sleep, and nobody is left to pass it on. Deadlock
//   exactly if 2 * capacity < producers + consumers: only then sleepers of both kinds can meet.
// - bounded-buffer-notify-all: one condition, and everybody is woken. Right, at the price of waking
//   many for nothing.
//
// With semaphores, which count the free places and the items:
// - bounded-buffer-semaphores: right. First wait for a place, then take the mutex.
// - bounded-buffer-semaphores-inverted: takes the mutex, then waits for a place, and holds the
//   mutex meanwhile: the consumer who would make a place cannot get in.
//
// Each producer puts `items` items for each consumer, so that all can end.
#include <fmt/format.h>

#include "primitives/all.h"
#include "scenarios/classics/classics.h"
#include "scenarios/team.h"

namespace ravel {
namespace {

/// What is in the buffer does not matter here, only how much.
struct Buffer {
  Condition not_full;
  Condition not_empty;
  RawValue<int> used;
  int capacity = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(not_full, not_empty, used, capacity);
  }
};

enum class Sleep { Loop, If };
enum class Wake { One, All };

/// Waits until `used` allows to go on. With `If` the condition is not looked at again.
template <Sleep sleep, class MayGoOn>
void wait_until_possible(Condition& condition, const MayGoOn& may_go_on) {
  if constexpr (sleep == Sleep::Loop) {
    while (!may_go_on()) condition.wait();
  } else {
    if (!may_go_on()) condition.wait();
  }
}

template <Wake wake>
void wake_up(Condition& condition) {
  if constexpr (wake == Wake::One)
    condition.notify();
  else
    condition.notify_all();
}

template <Sleep sleep, Wake wake>
void produce(os::Os&, std::int64_t items, Buffer buffer) {
  for (std::int64_t item = 0; item < items; ++item) {
    const auto guard = buffer.not_full.hold();
    wait_until_possible<sleep>(buffer.not_full,
                               [&] { return buffer.used.load() < buffer.capacity; });
    const int used = buffer.used.load();
    os::expect(used < buffer.capacity, "put into a full buffer");
    buffer.used.store(used + 1);
    wake_up<wake>(buffer.not_empty);
  }
}

template <Sleep sleep, Wake wake>
void consume(os::Os&, std::int64_t items, Buffer buffer) {
  for (std::int64_t item = 0; item < items; ++item) {
    const auto guard = buffer.not_empty.hold();
    wait_until_possible<sleep>(buffer.not_empty, [&] { return buffer.used.load() > 0; });
    const int used = buffer.used.load();
    os::expect(used > 0, "taken from an empty buffer");
    buffer.used.store(used - 1);
    wake_up<wake>(buffer.not_full);
  }
}

/// `conditions`: 2, one for each reason to sleep; or 1, the same for both.
template <Sleep sleep, Wake wake, int conditions>
void with_conditions(os::Os& os, const Parameters& with) {
  const RLock lock(os);
  Buffer buffer;
  buffer.not_full = Condition(os, lock);
  buffer.not_empty = conditions == 2 ? Condition(os, lock) : buffer.not_full;
  buffer.used = RawValue<int>(os);
  buffer.used.label("used");
  buffer.capacity = static_cast<int>(with["capacity"]);
  Team team(os);
  for (int i = 0; i < with["producers"]; ++i)
    team.add(produce<sleep, wake>, with["consumers"] * with["items"], buffer);
  for (int i = 0; i < with["consumers"]; ++i)
    team.add(consume<sleep, wake>, with["producers"] * with["items"], buffer);
  team.run();
  os.observe("left", buffer.used.load());
}

struct Counted {
  Semaphore places;
  Semaphore items;
  Lock mutex;
  RawValue<int> used;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(places, items, mutex, used);
  }
};

enum class First { Count, Mutex };

template <First first>
void pass(Semaphore& wait_for, Counted& buffer, int change, Semaphore& announce) {
  if constexpr (first == First::Count) {
    wait_for.acquire();
    buffer.mutex.acquire();
  } else {
    buffer.mutex.acquire();
    wait_for.acquire();
  }
  buffer.used.store(buffer.used.load() + change);
  buffer.mutex.release();
  announce.release();
}

template <First first>
void put(os::Os&, std::int64_t items, Counted buffer) {
  for (std::int64_t item = 0; item < items; ++item)
    pass<first>(buffer.places, buffer, +1, buffer.items);
}

template <First first>
void take(os::Os&, std::int64_t items, Counted buffer) {
  for (std::int64_t item = 0; item < items; ++item)
    pass<first>(buffer.items, buffer, -1, buffer.places);
}

template <First first>
void with_semaphores(os::Os& os, const Parameters& with) {
  Counted buffer{Semaphore(os, with["capacity"]), Semaphore(os, 0), Lock(os), RawValue<int>(os)};
  buffer.places.label("places");
  buffer.items.label("items");
  buffer.mutex.label("mutex");
  Team team(os);
  for (int i = 0; i < with["producers"]; ++i)
    team.add(put<first>, with["consumers"] * with["items"], buffer);
  for (int i = 0; i < with["consumers"]; ++i)
    team.add(take<first>, with["producers"] * with["items"], buffer);
  team.run();
  os.observe("left", buffer.used.load());
}

std::optional<std::string> all_taken(const Outcome& outcome, const Parameters&) {
  const std::int64_t left = integer(outcome, "left");
  if (left == 0) return std::nullopt;
  return fmt::format("{} items are counted in the buffer at the end", left);
}

Scenario buffer(std::string_view name, std::string_view summary, Body body,
                std::set<FindingKind> expected) {
  return {.name = name,
          .group = "classics",
          .summary = summary,
          .parameters = {{"producers", "who put items", 3, 1, 1, 16},
                         {"consumers", "who take them", 3, 2, 1, 16},
                         {"capacity", "items that fit into the buffer", 3, 1, 1, 100},
                         {"items", "of each producer for each consumer", 20, 1, 1, 100'000}},
          .body = body,
          .invariant = all_taken,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> bounded_buffer_scenarios() {
  using enum FindingKind;
  return {
      buffer("bounded-buffer", "two conditions, and a loop around each wait",
             with_conditions<Sleep::Loop, Wake::One, 2>, {}),
      buffer("bounded-buffer-if", "waits once, without looking again: takes from an empty buffer",
             with_conditions<Sleep::If, Wake::One, 2>, {Assertion, Invariant}),
      buffer("bounded-buffer-one-condition", "one condition for both: wakes the wrong one",
             with_conditions<Sleep::Loop, Wake::One, 1>, {Deadlock}),
      buffer("bounded-buffer-notify-all", "one condition for both, and everybody is woken",
             with_conditions<Sleep::Loop, Wake::All, 1>, {}),
      buffer("bounded-buffer-semaphores", "counts places and items; the mutex comes second",
             with_semaphores<First::Count>, {}),
      buffer("bounded-buffer-semaphores-inverted", "waits for a place inside of the mutex",
             with_semaphores<First::Mutex>, {Deadlock}),
  };
}

}  // namespace ravel
