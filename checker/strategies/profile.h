// How often each process uses each place that processes share: learned from executions, it stands
// for the steps that are still to come in the next one.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <vector>

#include "checker/strategies/race.h"
#include "sim/random.h"
#include "sim/trace.h"

namespace ravel {

/// A word of memory, a semaphore, or a file.
struct Place {
  std::uint32_t object = 0;
  std::uint32_t offset = 0;  ///< of a word
  auto operator<=>(const Place&) const = default;
};

/// What an operation, or a step, uses; nothing if it uses no object.
template <class Use>
std::optional<Place> place_of(const Use& use) {
  if (!uses_an_object(use.kind)) return {};
  return Place{use.object, sim::is_memory_access(use.kind) ? use.offset : 0};
}

/// Numbers of steps, by process.
using StepCounts = std::array<std::uint32_t, sim::kProcessesMax>;

class Profile {
 public:
  /// Adds what an execution did.
  void learn(const std::vector<sim::Step>& steps);

  /// One of the places that several processes use and somebody changes, in proportion to the number
  /// of their uses. Nothing if there is none.
  std::optional<Place> draw(sim::Random& random) const;

  /// How often a process uses `place`, rounded from the mean of all executions; what is used at all
  /// is used once. Those are included whom it starts, and whom they start.
  StepCounts expected(const Place& place) const;

 private:
  struct Uses {
    StepCounts by{};
    sim::ProcessSet users;
    std::uint32_t total = 0;
    bool changed = false;
  };

  std::map<Place, Uses> uses_;
  std::vector<Place> shared_;
  std::uint32_t shared_uses_ = 0;
  std::array<sim::ProcessId, sim::kProcessesMax> parents_{};
  std::uint32_t executions_ = 0;
};

}  // namespace ravel
