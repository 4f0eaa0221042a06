// Where an execution went wrong, as text: the turning point, the two steps whose order makes the
// difference, and both executions side by side from there on.
#pragma once

#include <string>

#include "checker/explain/turning_point.h"
#include "checker/report/text.h"

namespace ravel {

/// Ends with a newline; empty when nothing can be said.
std::string explanation_text(const Explanation& explanation, const TextStyle& style);

}  // namespace ravel
