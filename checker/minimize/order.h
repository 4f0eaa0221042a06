// What every order of the steps of one execution has to keep so that nobody sees a difference: the
// happens-before order of the optimal exploration, and which steps nobody places.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/simulation.h"

namespace ravel::minimize {

/// By process: how many of its steps.
using Counts = std::vector<std::uint16_t>;

struct Event {
  sim::ProcessId process = 0;
  bool placed = false;                  ///< waited for a decision
  bool draws = false;                   ///< placed, but before everything else that is possible
  bool counts = true;                   ///< is no draw from which nothing came
  std::optional<sim::ProcessId> child;  ///< that it starts
  Counts before;                        ///< that happen before it, its own process's left out
};

class Order {
 public:
  /// Of the last execution of `simulation`.
  Order(const sim::Execution& execution, const sim::Simulation& simulation,
        const sim::SimulationOptions& options);

  std::size_t size() const noexcept { return events_.size(); }
  std::size_t processes() const noexcept { return steps_of_.size(); }
  const Event& operator[](std::size_t step) const { return events_[step]; }

  /// Its steps, as indices into the execution.
  const std::vector<std::uint32_t>& steps_of(std::size_t process) const {
    return steps_of_[process];
  }

 private:
  std::vector<Event> events_;
  std::vector<std::vector<std::uint32_t>> steps_of_;
};

}  // namespace ravel::minimize
