// Each generation is one opening of a room of the crowd; the room's mark says how it ended. The
// crowd's flag says that the barrier is broken.
#include "primitives/barrier.h"

#include <algorithm>
#include <chrono>
#include <string>

#include "primitives/arguments.h"
#include "primitives/errors.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;

constexpr int kPartiesMax = 4095;
constexpr int kPatience = 1000;

enum Mark : unsigned { Waiting, Acting, Passed, Broken };

bool is_decided(CrowdState state, unsigned room) {
  return state.mark(room) >= Passed;
}

// Whoever waits, in the open room or for the end of an action, gets BrokenBarrier.
CrowdState broken_up(CrowdState state) {
  for (unsigned room = 0; room < Rooms::kCount; ++room)
    if (state.inside(room) > 0 && !is_decided(state, room)) state.set_mark(room, Broken);
  state.close();
  return state;
}

CrowdState aborted(CrowdState state) {
  state = broken_up(state);
  state.set_flag(true);
  return state;
}

CrowdState as_new(CrowdState state) {
  state = broken_up(state);
  state.set_flag(false);
  return state;
}

}  // namespace

Barrier::Barrier(os::Os& os, int parties, os::Timeout timeout, os::Where where)
    : parties_(parties), timeout_(timeout) {
  if (parties < 1 || parties > kPartiesMax)
    throw std::invalid_argument("a barrier for " + std::to_string(parties) +
                                " parties: it takes 1 to " + std::to_string(kPartiesMax));
  crowd_ = Crowd(os, "barrier", where);
}

int Barrier::wait(os::Timeout timeout, os::Where where) {
  return come(nullptr, timeout, where);
}

int Barrier::wait(const Action& action, os::Timeout timeout, os::Where where) {
  return come(&action, timeout, where);
}

int Barrier::come(const Action* action, os::Timeout timeout, os::Where where) {
  const TimeLimit limit(crowd_.rooms().os(), timeout ? timeout : timeout_);
  int patience = kPatience;
  CrowdState now = crowd_.state(where);
  for (;;) {
    if (now.flag()) throw_broken();
    const int index = static_cast<int>(now.inside_open());
    const bool last = index + 1 == parties_;
    CrowdState then = now;
    if (last && action == nullptr) {
      if (parties_ > 1) then.set_mark(*now.open(), Passed);
      then.close();
      if (!crowd_.replace(now, then, where)) continue;
      crowd_.wake_closed(then, where);
      return index;
    }
    const std::optional<unsigned> room = then.enter();
    if (room && last) {
      then.set_mark(*room, Acting);
      then.close();
    }
    if (!room) {
      wait_outside(limit, patience, where);
      now = crowd_.state(where);
    } else if (crowd_.replace(now, then, where)) {
      last ? act(*room, *action, where) : wait_inside(*room, limit, where);
      return index;
    }
  }
}

// Inside the room like those it is for, so that the room stays theirs whatever happens meanwhile.
void Barrier::act(unsigned room, const Action& action, os::Where where) {
  try {
    action();
  } catch (...) {
    break_and_leave(room, crowd_.state(where), where);
    throw;
  }
  CrowdState now = crowd_.state(where);
  while (!is_decided(now, room)) {
    CrowdState then = now;
    then.set_mark(room, Passed);
    then.leave(room);
    if (!crowd_.replace(now, then, where)) continue;
    crowd_.wake_closed(then, where);
    return;
  }
  crowd_.leave(room, where);
  throw_broken();
}

void Barrier::wait_inside(unsigned room, const TimeLimit& limit, os::Where where) {
  for (;;) {
    const bool woken = crowd_.rooms().sleep(room, limit.left(), where);
    const CrowdState now = crowd_.state(where);
    if (is_decided(now, room)) {
      crowd_.leave(room, where);
      if (now.mark(room) == Broken) throw_broken();
      return;
    }
    // Woken all the same: the permit was one that a timeout or a kill had left here.
    if (woken) continue;
    if (break_and_leave(room, now, where) == Passed) return;
    throw_timed_out();
  }
}

// Returns what became of the room's generation, if that was decided before.
unsigned Barrier::break_and_leave(unsigned room, CrowdState now, os::Where where) {
  CrowdState then;
  do {
    then = is_decided(now, room) ? now : aborted(now);
    then.leave(room);
  } while (!crowd_.replace(now, then, where));
  crowd_.wake_closed(then, where);
  return now.mark(room);
}

// In every room there is somebody who has not left it. Those who live do so soon.
void Barrier::wait_outside(const TimeLimit& limit, int& patience, os::Where where) {
  const os::Timeout left = limit.left();
  const bool time_is_up = left && left->count() <= 0;
  if (!time_is_up && patience-- > 0) return crowd_.rooms().os().sleep(1ms, where);
  abort(where);
  if (time_is_up) throw_timed_out();
  throw_broken();
}

void Barrier::abort(os::Where where) {
  CrowdState now = crowd_.state(where);
  while (!crowd_.replace(now, aborted(now), where)) {
  }
  crowd_.wake_closed(aborted(now), where);
}

void Barrier::reset(os::Where where) {
  CrowdState now = crowd_.state(where);
  while (!crowd_.replace(now, as_new(now), where)) {
  }
  crowd_.wake_closed(as_new(now), where);
}

int Barrier::n_waiting(os::Where where) const {
  return static_cast<int>(crowd_.state(where).inside_open());
}

bool Barrier::broken(os::Where where) const {
  return crowd_.state(where).flag();
}

void Barrier::throw_broken() const {
  throw BrokenBarrier(named("barrier", crowd_.rooms().label()) +
                      " is broken: reset() it when all know");
}

void Barrier::throw_timed_out() const {
  throw BrokenBarrier("the time to wait at " + named("barrier", crowd_.rooms().label()) +
                      " is up, which breaks it: reset() it when all know");
}

void Barrier::label(std::string_view name) {
  crowd_.rooms().set_label("barrier", name);
}

void Barrier::save(ArgumentWriter& writer) const {
  writer(crowd_, parties_, timeout_.has_value(), timeout_.value_or(0ns).count());
}

void Barrier::load(ArgumentReader& reader) {
  bool limited = false;
  std::chrono::nanoseconds::rep timeout = 0;
  reader(crowd_, parties_, limited, timeout);
  if (limited) timeout_ = std::chrono::nanoseconds(timeout);
}

}  // namespace ravel
