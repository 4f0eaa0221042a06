// What surrounds a process: time, entropy, choices, output, and those who watch it.
#pragma once

#include <string_view>

#include "primitives/os/types.h"

namespace ravel::os {

inline constexpr std::uint32_t kAlternativesMax = 65'535;

class Surroundings {
 public:
  virtual ~Surroundings() = default;

  /// Blocks for at least `duration`. The simulator promises no order between sleepers: whoever
  /// sleeps may wake at any later moment.
  virtual void sleep(std::chrono::nanoseconds duration, Where where = Where::here()) = 0;

  /// A clock that only goes forward, from an arbitrary start. The simulator's stands still except
  /// when the caller sleeps.
  virtual std::chrono::nanoseconds now() = 0;

  /// 64 random bits: from the system for real, from the run's seed in the simulator.
  virtual std::uint64_t entropy() = 0;

  /// A number in [0, alternatives): the simulator explores every one of them, a real system draws
  /// one from its entropy. Throws std::invalid_argument when `alternatives` is 0 or above
  /// kAlternativesMax.
  virtual std::uint32_t choose(std::uint32_t alternatives, Where where = Where::here()) = 0;

  /// Writes `text` to the run's output in one piece.
  virtual void print(std::string_view text) = 0;

  /// False when nobody will read what `print` gets, so that the text need not be made.
  virtual bool output_wanted() const noexcept = 0;

  /// Names an object for reports: "tickets" instead of "lock 1".
  virtual void label(Handle object, std::string_view name) = 0;

  /// States what can be seen at the end of the run; the last value of a name counts. The set of all
  /// observations of an execution is its outcome.
  virtual void observe(std::string_view name, std::string_view value) = 0;
  virtual void observe(std::string_view name, std::int64_t value) = 0;

  /// States that the program is wrong, like `expect`, but the simulator notes it and lets the
  /// process go on. Any other system throws AssertionFailed(why).
  virtual void fail(std::string_view why, Where where = Where::here());
};

/// Throws AssertionFailed(why) unless `condition` holds.
inline void expect(bool condition, const char* why) {
  if (!condition) throw AssertionFailed(why);
}

}  // namespace ravel::os
