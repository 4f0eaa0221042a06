// A decision on the path of an explorer, and what is still to be done there.
#pragma once

#include <cstdint>

#include "checker/optimal/action.h"
#include "checker/optimal/wakeup_tree.h"

namespace ravel::optimal {

/// A decision of the current execution.
struct Node {
  std::uint32_t step = 0;
  std::uint32_t asleep = 0;  ///< first of its part of the sleepers
  Branch pending = kNone;    ///< what is still to be explored besides the current step
  std::uint32_t count = 0;   ///< of what is pending
  std::uint32_t added = 0;   ///< of what became pending after the first visit
  bool unsure = false;       ///< when its step was put in the tree, what that would read
  double share = 0;          ///< of the tree, see share.h: what the children have not got yet
};

/// What a node below the reopened one is to do, and what it has pending besides.
struct Guide {
  Action action;
  Branch pending = kNone;
  std::uint32_t count = 0;
};

}  // namespace ravel::optimal
