// The crowd's flag says whether the event is set; its count, how often it was set.
#include "primitives/event.h"

#include <algorithm>
#include <chrono>

namespace ravel {

using namespace std::chrono_literals;

Event::Event(os::Os& os, os::Where where) : crowd_(os, "event", where) {}

bool Event::is_set(os::Where where) const {
  return crowd_.state(where).flag();
}

void Event::set(os::Where where) {
  CrowdState now = crowd_.state(where);
  CrowdState then;
  do {
    then = now;
    if (now.flag()) break;
    then.set_flag(true);
    then.add_to_count();
    then.close();
  } while (!crowd_.replace(now, then, where));
  crowd_.wake_closed(then, where);
}

void Event::clear(os::Where where) {
  CrowdState now = crowd_.state(where);
  CrowdState then;
  do {
    if (!now.flag()) return;
    then = now;
    then.set_flag(false);
  } while (!crowd_.replace(now, then, where));
}

bool Event::wait(os::Timeout timeout, os::Where where) {
  CrowdState now = crowd_.state(where);
  if (now.flag()) return true;
  if (timeout && timeout->count() <= 0) return false;
  const TimeLimit limit(crowd_.rooms().os(), timeout);
  const std::uint64_t sets_seen = now.count();
  while (!now.flag() && now.count() == sets_seen) {
    CrowdState then = now;
    const std::optional<unsigned> room = then.enter();
    if (!room) {
      if (!sleep_outside(limit, where)) return false;
      now = crowd_.state(where);
    } else if (crowd_.replace(now, then, where)) {
      const bool woken = crowd_.rooms().sleep(*room, limit.left(), where);
      now = crowd_.leave(*room, where);
      if (!now.is_open(*room)) return true;
      if (!woken) return false;
      // The permit was one that a timeout or a kill had left here: enter again.
      now.leave(*room);
    }
  }
  return true;
}

// In every room there is somebody who has not left it, and perhaps never will. False when the time
// is up.
bool Event::sleep_outside(const TimeLimit& limit, os::Where where) {
  const os::Timeout left = limit.left();
  if (left && left->count() <= 0) return false;
  const std::chrono::nanoseconds pause = 1ms;
  crowd_.rooms().os().sleep(left ? std::min(pause, *left) : pause, where);
  return true;
}

void Event::label(std::string_view name) {
  crowd_.rooms().set_label("event", name);
}

}  // namespace ravel
