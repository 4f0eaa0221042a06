// The order of an execution's steps with the fewest context switches that nobody could tell from
// the one that was: a shortest path through the sets of steps that are closed downwards, found
// without running anything.
//
// A process that can go on without a switch does: its step could be moved there from wherever else
// it stands. So only the moments at which the running process has to stop are searched (A*).
#pragma once

#include <cstdint>
#include <vector>

#include "checker/minimize/order.h"

namespace ravel::minimize {

struct Linearization {
  std::vector<std::uint32_t> steps;  ///< indices into the execution
  std::size_t switches = 0;
  bool exact = false;  ///< there is none with fewer
};

/// Looks at `cuts_max` sets of steps; if that is not enough, at the few of each size that look
/// best.
Linearization linearize(const Order& order, std::size_t cuts_max);

}  // namespace ravel::minimize
