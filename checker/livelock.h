// Livelock: processes that look for ever at what nobody is left to change.
#pragma once

#include <optional>

#include "checker/finding.h"
#include "sim/simulation.h"

namespace ravel {

/// The finding, if the execution ended so. Its token is left empty.
std::optional<Finding> livelock(const sim::Execution& execution, const sim::Trace& trace);

}  // namespace ravel
