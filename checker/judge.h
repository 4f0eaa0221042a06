// The list of the detectors that judge one execution by its ending, its exit codes and its trace.
// Each is a function of what was recorded; none of them was there while it was recorded.
#pragma once

#include <string>
#include <vector>

#include "checker/finding.h"
#include "sim/simulation.h"

namespace ravel {

/// Whether the execution itself went wrong, as far as can be told without the invariant: cheap
/// enough for every execution.
bool suspicious(const sim::Execution& execution);

/// Whether the main process came to its end: else what it would have observed is missing, and the
/// outcome is none.
bool has_outcome(const sim::Execution& execution);

/// What went wrong in the execution; if nothing did, what is wrong with the program all the same
/// (races, forgotten locks and data). Tokens are left empty. The execution must be one that was
/// asked at each choice.
std::vector<Finding> judge(const sim::Execution& execution, const sim::Trace& trace);

/// The finding for an outcome that the invariant calls wrong.
Finding invariant_violated(const std::string& why, const sim::Trace& trace);

/// Fills in what every finding says of its execution: lengths and switches.
void measure(Finding& finding, const sim::Trace& trace);

}  // namespace ravel
