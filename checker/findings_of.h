// All that one execution of a scenario shows: what its invariant says, and what the detectors do.
#pragma once

#include <vector>

#include "checker/finding.h"
#include "checker/parameters.h"
#include "checker/scenario.h"
#include "sim/simulation.h"

namespace ravel {

/// In the order in which a check reports them. Tokens are left empty.
std::vector<Finding> findings_of(const Scenario& scenario, const Parameters& parameters,
                                 const sim::Execution& execution, const sim::Trace& trace);

/// The same kind of mistake, in the same words.
bool is_same(const Finding& one, const Finding& other);

/// Whether an execution that shows `shown` shows `finding`: the same, or the deadlock that a
/// circular order of locks was predicted to end in.
bool stands_for(const Finding& shown, const Finding& finding);

}  // namespace ravel
