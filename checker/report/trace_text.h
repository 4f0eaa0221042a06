// A trace as text: one column per process, one row per step.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "sim/trace.h"

namespace ravel {

struct TraceLayout {
  std::size_t steps_max = 40;  ///< only the last ones; a line says how many are left out
  std::size_t width = 100;     ///< of a line, in characters
  std::optional<std::size_t> marked = {};  ///< a step that gets a '>' in front
};

/// What a step did and what came of it: "acquire tickets", "load count -> 3".
std::string step_text(const sim::Trace& trace, const sim::Step& step);

/// Draws from which nothing came are left out, and a line says how many; the others keep their
/// numbers. The columns are those of the processes that perform one of the steps shown. As only one
/// process acts in a row, its text may run on to the right of its column; the place in the source
/// follows where there is room for it.
std::string trace_text(const sim::Trace& trace, const TraceLayout& layout);

}  // namespace ravel
