// Processes that spin (sim/spin.h): their next step waits until something changes that one of the
// last steps looked at, an iteration of a loop. It is as if it read all of that again.
#pragma once

#include "checker/optimal/history.h"

namespace ravel::optimal {

/// The last step of the iteration behind which a process spins, if `own_previous`, or kNone, is
/// that apart from draws; else kNone.
inline std::uint32_t spin_before(const History& history, std::uint32_t own_previous) noexcept {
  std::uint32_t step = own_previous;
  while (step != kNone && sim::is_draw(history[step].action.kind))
    step = history[step].own_previous;
  return step != kNone && history[step].action.spins > 0 ? step : kNone;
}

/// Calls `visit(step, use)` for each look of the iteration whose last step is `spin`.
template <class Visit>
void for_each_look(const History& history, std::uint32_t spin, Visit visit) {
  std::uint32_t step = spin;
  for (std::uint32_t left = history[spin].action.spins; left > 0;
       step = history[step].own_previous) {
    if (sim::is_draw(history[step].action.kind)) continue;
    visit(step, history[step].action.use);
    --left;
  }
}

/// Makes `action`, an access to memory, read all that its process waits for; false if that does not
/// spin before it.
inline bool add_looks(const History& history, std::uint32_t own_previous, Action& action,
                      Cells& cells) {
  const std::uint32_t spin = spin_before(history, own_previous);
  if (spin == kNone) return false;
  for_each_look(history, spin, [&](std::uint32_t, Use look) {
    look.role = Role::Read;
    const bool known = look.cell == action.use.cell && (look.mask & ~action.use.mask) == 0;
    if (!known) cells.add_use(action, look);
  });
  return true;
}

}  // namespace ravel::optimal
