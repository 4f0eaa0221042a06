// Why somebody waits for ever, where the trace tells more than that he does.
#pragma once

#include <optional>

#include "checker/detectors/detector.h"

namespace ravel {

/// A process sleeps for ever on a condition whose notification came before it began to wait, or on
/// an event that had been set and cleared by then.
std::optional<Finding> lost_wakeup(const Evidence& evidence);

/// A process reads from a stream whose end never comes, since it has the write end open itself.
std::optional<Finding> unclosed_end(const Evidence& evidence);

}  // namespace ravel
