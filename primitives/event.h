// An event between processes: a flag that can be waited for, as multiprocessing has it.
#pragma once

#include <string_view>

#include "primitives/crowd.h"
#include "primitives/os/os.h"
#include "primitives/time_limit.h"

namespace ravel {

/// A copy, also one that a child gets as an argument, is the same event.
///
/// - Whoever has begun to wait returns true from the next `set`, however soon a `clear` follows.
///   (CPython's returns the flag as it is after waking: false, if it was cleared meanwhile.)
/// - No call holds a lock. A process that is killed inside `wait`, `clear` or `is_set` hinders
///   nobody. One that is killed inside `set` may have set the event without having woken everybody
///   who waits: the next `set` wakes them.
/// - After three processes were killed while they waited, and the event was set after each of them,
///   those who begin to wait look once a millisecond instead of sleeping.
class Event {
 public:
  Event() noexcept = default;

  /// Not set. Throws std::system_error when the system is out of semaphores.
  explicit Event(os::Os& os, os::Where where = os::Where::here());

  bool is_set(os::Where where = os::Where::here()) const;

  /// Wakes all who wait. Does not block, and does nothing to an event that is set.
  void set(os::Where where = os::Where::here());
  void clear(os::Where where = os::Where::here());

  /// Returns true at once if the event is set; else blocks until somebody sets it, at most for
  /// `timeout`: false, if nobody did. Zero or less only looks.
  bool wait(os::Timeout timeout = os::kForever, os::Where where = os::Where::here());

  /// Names the event in reports: "event NAME".
  void label(std::string_view name);

  template <class Archive>
  void serialize(Archive& archive) {
    archive(crowd_);
  }

 private:
  bool sleep_outside(const TimeLimit& limit, os::Where where);

  Crowd crowd_;
};

}  // namespace ravel
