// Predicts deadlocks by the order of locks, and confirms or refutes them.
#pragma once

#include <optional>

#include "checker/detectors/detector.h"

namespace ravel {

/// A finding together with the record of the execution that shows it.
struct Shown {
  Finding finding;
  sim::Trace trace;
};

/// Makes a few random executions of `body`, looks for circular orders of locks in them, and steers
/// executions towards each: whoever is about to take the next lock of the circle waits until the
/// others are there too (Joshi, Park, Sen, Naik: DeadlockFuzzer, PLDI 2009). Nothing, if none of
/// them ends in that deadlock.
std::optional<Shown> confirmed_lock_order(sim::Simulation& simulation, const sim::Body& body,
                                          std::uint64_t seed);

}  // namespace ravel
