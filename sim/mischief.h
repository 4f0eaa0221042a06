// What may go wrong from outside, and how much of it is left in an execution: kills and faults.
#pragma once

#include "sim/operation.h"
#include "sim/simulation_options.h"

namespace ravel::sim {

class Mischief {
 public:
  explicit Mischief(const SimulationOptions& options)
      : kills_max_(options.kills), faults_max_(options.faults) {}

  void reset() noexcept { kills_ = faults_ = 0; }
  bool possible() const noexcept { return kills_max_ + faults_max_ > 0; }
  bool kills() const noexcept { return kills_max_ > 0; }
  bool faults() const noexcept { return faults_max_ > 0; }

  /// How many of its alternatives a draw has by now. One that would spend what is used up has but
  /// one, and is made nevertheless: the steps of a process do not depend on what befell others.
  std::uint64_t alternatives(const Operation& draw) const noexcept {
    const bool used_up = (draw.kind == OperationKind::Fate && kills_ == kills_max_) ||
                         (draw.kind == OperationKind::Fault && faults_ == faults_max_);
    return used_up ? 1 : draw.value;
  }

  void note(OperationKind draw, Outcome outcome) noexcept {
    if (outcome == Outcome::Done) return;
    kills_ += draw == OperationKind::Fate;
    faults_ += draw == OperationKind::Fault;
  }

 private:
  std::uint32_t kills_max_;
  std::uint32_t faults_max_;
  std::uint32_t kills_ = 0;
  std::uint32_t faults_ = 0;
};

}  // namespace ravel::sim
