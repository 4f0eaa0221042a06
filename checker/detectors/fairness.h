// Programs whose executions do not end by themselves: whose fault is it, that of the schedule or
// that of the program? Fair executions tell.
#pragma once

#include <optional>

#include "checker/detectors/lock_order.h"

namespace ravel {

/// How often what somebody waits for is taken away by others before that counts as starving.
inline constexpr std::uint32_t kBypassesMax = 100;

/// Makes an execution in which whoever has waited longest goes next. If it ends, only unfair
/// schedules do not; else it shows who waits for ever while others go on (a partial deadlock), or
/// that all go round in circles (a livelock). Then, for each process, one in which the others go
/// first as long as that is fair: the process goes at the latest when it could have gone for a
/// while without a break. If it is bypassed more than kBypassesMax times all the same, it can
/// starve.
std::optional<Shown> unfair_to_somebody(sim::Simulation& simulation, const sim::Body& body);

}  // namespace ravel
