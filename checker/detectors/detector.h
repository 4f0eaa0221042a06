// What all detectors have in common: their form, and how they name places, processes and objects.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "checker/finding.h"
#include "sim/simulation.h"

namespace ravel {

/// What a detector judges: one execution that was asked at each choice (so that its processes have
/// the numbers of the trace), and its trace.
struct Evidence {
  const sim::Execution& execution;
  const sim::Trace& trace;
};

/// Adds what it has to say. A message names nothing that differs between two orders of steps that
/// have nothing to do with each other: no numbers of steps, no counts of waiting.
using Detector = void (*)(const Evidence& evidence, std::vector<Finding>& findings);

/// "file:line", or nothing.
std::string location(os::Where where);
void add_location(Finding& finding, os::Where where);

/// Where `process` last did something that has a place in the source.
void add_last_location(Finding& finding, const sim::Trace& trace, sim::ProcessId process);

/// The last step of `process`, or the last of all if it has none.
std::size_t last_step(const sim::Trace& trace, sim::ProcessId process);

/// "a", "a and b", "a, b and c".
std::string enumerated(const std::vector<std::string>& names);

/// A finding about one process and its last step.
Finding concerning(FindingKind kind, std::string message, const sim::Trace& trace,
                   sim::ProcessId process);

/// Whether it came to its end by itself: returned or exited, and was not killed.
inline bool ended_by_itself(const sim::ProcessEnd& end) {
  return end.ended && !end.killed;
}

/// Whether `object` is a lock: a semaphore of one permit, that is free at first.
inline bool is_lock(const sim::ObjectRecord& object) {
  return object.kind == sim::ObjectKind::Semaphore && object.initial == 1 && object.maximum == 1;
}

/// Whether the step took (gave) a permit.
inline bool acquires(const sim::Step& step) {
  return step.kind == sim::OperationKind::Acquire && step.error == 0 && step.value != 0;
}
inline bool releases(const sim::Step& step) {
  return step.kind == sim::OperationKind::Release && step.value != 0;
}

}  // namespace ravel
