// What a simulated system is like: how time passes, what may go wrong, where it ends.
#pragma once

#include <cstdint>
#include <functional>

namespace ravel::sim {

struct Step;

/// When a timed operation may give up.
enum class Timeouts : std::uint8_t {
  Unavailable,  ///< only while what it waits for is not to be had
  Anytime,      ///< also when it is: as if the process had been slow
  Never,        ///< not at all; a try (a timeout of 0) still fails
};

/// What time does.
enum class Clock : std::uint8_t {
  Any,      ///< a sleeper may wake at any later moment
  Virtual,  ///< time advances to the next deadline, only when nothing else can happen
};

/// A loop that has repeated itself once may be a spin.
inline constexpr std::uint32_t kSpinPatience = 2;

struct SimulationOptions {
  std::uint32_t steps_max = 10'000;  ///< of one execution
  std::uint64_t seed = 1;            ///< of `os.entropy`

  /// Whether the end of a process, and waiting for it, are steps that others can come before. They
  /// need to be only if somebody looks at a child without waiting for its end, or kills
  /// (`liveness_observed`), and are if there are `kills`.
  bool exits_are_choices = false;
  bool collect_output = false;
  Timeouts timeouts = Timeouts::Unavailable;
  Clock clock = Clock::Any;

  /// So many processes, of all but the main one, may be killed, each before any of its steps.
  std::uint32_t kills = 0;
  /// So many calls may fail for want of space, or transfer less than they could.
  std::uint32_t faults = 0;

  /// After so many equal iterations, at least 2, a loop that only looks at shared memory is taken
  /// for a spin: its process waits until something that it looked at changes. See spin.h.
  std::uint32_t spin_patience = kSpinPatience;

  /// Called by each process after its steps, with their numbers.
  std::function<void(std::size_t, const Step&)> watch = {};
};

}  // namespace ravel::sim
