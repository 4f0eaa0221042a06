// The rooms under the condition's lock: newcomers enter a room in which no permits lie, notifying
// puts permits into rooms. Whoever sleeps in a room was there before its permits were, so that
// each permit is right for each of them, and nobody has to wait until it is taken.
#include "primitives/condition.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace ravel {
namespace {

using namespace std::chrono_literals;

// The word of the rooms: how many sleep in each room and have not been notified; whether permits
// may lie in it; the room that was entered last. All of it belongs to the holder of the lock.
struct Sleepers {
  std::uint64_t word = 0;

  std::uint64_t in(unsigned room) const { return (word >> (16 * room)) & 0xFFFF; }
  void add(unsigned room, std::uint64_t count) { word += count << (16 * room); }
  void remove(unsigned room, std::uint64_t count) { word -= count << (16 * room); }

  bool notified(unsigned room) const { return ((word >> (48 + room)) & 1) != 0; }
  void set_notified(unsigned room, bool notified) {
    const std::uint64_t bit = std::uint64_t{1} << (48 + room);
    word = notified ? word | bit : word & ~bit;
  }

  unsigned current() const { return static_cast<unsigned>(word >> 56); }
  void set_current(unsigned room) {
    word = (word & 0x00FF'FFFF'FFFF'FFFF) | std::uint64_t{room} << 56;
  }
};

constexpr std::uint64_t kSleepersMax = 0xFFFF;

Sleepers load(const Rooms& rooms, os::Where where) {
  return {rooms.word().load(os::Access::Plain, where)};
}

void store(Rooms& rooms, Sleepers sleepers, os::Where where) {
  rooms.word().store(sleepers.word, os::Access::Plain, where);
}

unsigned after(unsigned room, unsigned steps) {
  return (room + steps) % Rooms::kCount;
}

// Whether somebody who enters could not take a permit that is meant for another.
bool is_clear(const Rooms& rooms, Sleepers& sleepers, unsigned room, os::Where where) {
  if (!sleepers.notified(room)) return true;
  if (rooms.has_permits(room, where)) return false;
  sleepers.set_notified(room, false);
  return true;
}

// The room that newcomers enter; the present one if that is possible.
unsigned find_clear(Rooms& rooms, Sleepers& sleepers, os::Where where) {
  // Each room has been notified, and those who sleep there have not woken yet, or never will.
  constexpr int kPatience = 1000;
  for (int i = 0; i < kPatience; ++i) {
    for (unsigned steps = 0; steps < Rooms::kCount; ++steps) {
      const unsigned room = after(sleepers.current(), steps);
      if (is_clear(rooms, sleepers, room, where)) return room;
    }
    rooms.os().sleep(1ms, where);
  }
  // A second is long enough for the living: these permits are for processes that were killed.
  const unsigned room = after(sleepers.current(), 1);
  while (rooms.try_take(room, where)) {
  }
  sleepers.set_notified(room, false);
  return room;
}

}  // namespace

Condition::Condition(os::Os& os, os::Where where) : Condition(os, RLock(os, where), where) {}

Condition::Condition(os::Os& os, AnyLock lock, os::Where where)
    : lock_(std::move(lock)), rooms_(os, "condition", where) {}

void Condition::require_held(std::string_view call, os::Where where) const {
  if (lock_.held_by_caller(where)) return;
  throw NotHeld(std::string(call) + " on " + named("condition", rooms_.label()) +
                " without its lock: hold() it first");
}

bool Condition::wait(os::Timeout timeout, os::Where where) {
  require_held("wait()", where);
  const unsigned room = enter(where);
  const std::uint64_t levels = lock_.release_all(where);
  const bool notified = rooms_.sleep(room, timeout, where);
  lock_.acquire_again(levels, where);
  return notified || leave(room, where);
}

unsigned Condition::enter(os::Where where) {
  Sleepers sleepers = load(rooms_, where);
  const unsigned room = find_clear(rooms_, sleepers, where);
  os::ensure(sleepers.in(room) < kSleepersMax, "more than 65,535 wait for one condition");
  sleepers.add(room, 1);
  sleepers.set_current(room);
  store(rooms_, sleepers, where);
  return room;
}

// After the timeout. Whether the sleeper was notified after all: permits that lie in its room are
// for those in there, and it still is.
bool Condition::leave(unsigned room, os::Where where) {
  Sleepers sleepers = load(rooms_, where);
  if (sleepers.notified(room) && rooms_.try_take(room, where)) return true;
  // None of the notified is left, so this one is among those who are counted.
  sleepers.remove(room, std::min<std::uint64_t>(1, sleepers.in(room)));
  store(rooms_, sleepers, where);
  return false;
}

void Condition::notify(std::uint64_t count, os::Where where) {
  require_held("notify()", where);
  Sleepers sleepers = load(rooms_, where);
  std::uint64_t woken[Rooms::kCount] = {};
  std::uint64_t left = count;
  // The room that was entered last comes last.
  for (unsigned steps = 1; steps <= Rooms::kCount; ++steps) {
    const unsigned room = after(sleepers.current(), steps);
    woken[room] = std::min(left, sleepers.in(room));
    left -= woken[room];
    if (woken[room] == 0) continue;
    sleepers.remove(room, woken[room]);
    sleepers.set_notified(room, true);
  }
  if (left == count) return;
  store(rooms_, sleepers, where);
  for (unsigned room = 0; room < Rooms::kCount; ++room) rooms_.wake(room, woken[room], where);
}

void Condition::label(std::string_view name) {
  rooms_.set_label("condition", name);
}

}  // namespace ravel
