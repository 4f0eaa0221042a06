// A schedule: the steps of one execution by labels, so that they can be found again in another one,
// or in a program that was edited elsewhere: who did what with which object.
#pragma once

#include <string>
#include <vector>

#include "sim/choices.h"
#include "sim/trace.h"

namespace ravel {

/// The n-th entry of one process with the same kind and object is its n-th such step.
struct ScheduledStep {
  std::string process;  ///< its path, see sim::ProcessRecord
  sim::OperationKind kind{};
  std::string object;  ///< a name, with the place in a memory; a process's path; "" for none
  sim::Outcome outcome = sim::Outcome::Done;
  bool operator==(const ScheduledStep&) const = default;
};

/// The steps that waited for a decision; everything else follows.
using Schedule = std::vector<ScheduledStep>;

/// Of an execution as Simulation::trace gives it.
Schedule schedule_of(const sim::Trace& trace);

/// Whether an operation of this kind names an object by its index.
bool names_object(sim::OperationKind kind) noexcept;

/// How a place in an object is written: "count", "count[8]".
std::string place_text(const std::string& object, sim::OperationKind kind, std::uint32_t offset);

/// Whether it is a draw of Fate or Fault from which nothing came: reports and counts of switches
/// leave such steps out.
bool drew_nothing(const sim::Step& step) noexcept;

/// How often a step was taken by another process than the step before.
std::size_t context_switches(const std::vector<sim::Step>& steps);

}  // namespace ravel
