// Where an execution went wrong: the last of its steps before which some continuation was still
// right, that continuation, and the two steps whose order makes the difference. Right is what comes
// to an end and shows nothing wrong, but for what the wrong execution shows besides the finding.
#pragma once

#include <cstdint>
#include <optional>

#include "checker/finding.h"
#include "checker/scenario.h"
#include "sim/trace.h"

namespace ravel {

/// Two steps whose order matters, of different processes, as indices into a trace.
struct Pair {
  std::size_t first = 0;
  std::optional<std::size_t> second;  ///< none: it did not come to that
  bool operator==(const Pair&) const = default;
};

/// The first `step` steps of both executions are the same; the wrong one's next step cannot be made
/// good any more, as far as was looked.
struct TurningPoint {
  std::size_t step = 0;
  bool exact = false;  ///< no later one: all continuations of a longer part were looked at
  sim::Trace wrong;
  sim::Trace right;

  /// In the wrong execution the one of the two comes first, in the right one the other. None: what
  /// matters is not an order but, for example, what was drawn.
  std::optional<Pair> in_wrong;
  std::optional<Pair> in_right;
};

/// How much may be executed. Counted, so that the result is the same everywhere.
struct ExplanationLimits {
  std::uint64_t executions = 5'000;
  std::uint64_t steps_all = 100'000;  ///< of all of them together
  std::uint64_t probes = 24;  ///< random ones for each step that is tried, if that was not enough
};

struct Explanation {
  std::optional<TurningPoint> turning_point;
  bool always_wrong = false;  ///< there is no right execution; else, without a point: undecided
  std::uint64_t executions = 0;
};

/// Explains what the finding's token leads to. Nothing if that is not a finding of this kind, or if
/// an execution that is looked at crashes.
std::optional<Explanation> explain(const Scenario& scenario, const Finding& finding,
                                   const ExplanationLimits& limits = {});

}  // namespace ravel
