// Programs that do something else under the same schedule.
#pragma once

#include "checker/detectors/detector.h"

namespace ravel {

/// Whether `second`, the repetition of `first`, has another step somewhere, or ends before.
bool differs(const sim::Trace& first, const sim::Trace& second);

/// Names the first step in which `second`, the repetition of `first`, differs, and likely causes.
Finding divergence(const sim::Trace& first, const sim::Trace& second);

}  // namespace ravel
