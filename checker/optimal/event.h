// What the history notes of a step, and of two that could have happened the other way round.
#pragma once

#include <cstdint>
#include <vector>

#include "checker/optimal/dependence.h"

namespace ravel::optimal {

using Count = std::uint16_t;

struct Event {
  /// Made in place: a copy of what has just been written would have to wait for it.
  template <class MakeAction>
  explicit Event(const MakeAction& make) : action(make()) {}

  Action action;
  bool decided = false;  ///< could have been delayed
  bool foreign = false;  ///< tries to release what its process does not hold
  Count index = 0;       ///< 1, 2, ... among the steps of its process
  std::uint32_t own_previous = kNone;
  std::uint32_t first_access = 0;
  std::uint32_t killer = kNone;  ///< of a death: the step that brought it about
  std::uint32_t first_race = kNone;
};

/// Two steps of different processes that nothing but their own dependence orders, so that the
/// second could have come first. `settled`: whatever follows, that has been seen to.
struct Race {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  std::uint32_t next = kNone;  ///< of the same first step
  bool settled = false;
};

/// An advance of the virtual clock: everything before it precedes everything behind it.
struct Wall {
  std::uint32_t step = 0;
  std::vector<Count> row;
};

}  // namespace ravel::optimal
