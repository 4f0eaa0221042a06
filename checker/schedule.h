// A schedule: the choices of one execution, enough to repeat it.
#pragma once

#include <vector>

#include "sim/choices.h"
#include "sim/trace.h"

namespace ravel {

/// `kind` is what the process did: it tells whether a repetition is one.
struct ScheduledChoice {
  sim::Transition transition;
  sim::OperationKind kind{};
  bool operator==(const ScheduledChoice&) const = default;
};

/// Only steps that had an alternative; everything else follows.
using Schedule = std::vector<ScheduledChoice>;

Schedule schedule_of(const std::vector<sim::Step>& steps);

/// How often a step was taken by another process than the step before.
std::size_t context_switches(const std::vector<sim::Step>& steps);

}  // namespace ravel
