// When two steps commute: the dependence relation of the optimal exploration. Everything else
// (happens-before, races, sleep sets, wakeup trees) asks these functions and nothing else.
//
// Semaphores are finer than "same object": the n-th acquire and the m-th of a semaphore with c
// permits commute as long as both find a permit whatever the order (n, m <= c), and with c = 0 the
// k-th release matters to the k-th acquire alone. Ranks make causality a partial order where "one
// of the releases enabled it" would be none.
//
// A bounded semaphore can refuse a release. As long as each process only gives back what it has
// taken that cannot happen. From the first *foreign* release on, one by a process that holds
// nothing, every use of such a semaphore is taken to matter: it is *loose*.
#pragma once

#include "checker/optimal/cells.h"

namespace ravel::optimal {

/// Where a semaphore, or a stream, stands between two steps.
struct Permits {
  std::uint32_t acquired = 0;  ///< permits, or bytes that were got
  std::uint32_t released = 0;  ///< permits, or bytes that were put
  bool loose = false;
};

/// What `use` makes of them.
void apply(const Use& use, Permits& permits) noexcept;

/// Whether there is one to be taken.
bool available(const Permits& permits, const CellKind& kind) noexcept;

/// One use of a cell in an execution. Uses of one cell form a chain.
struct Access {
  std::uint32_t step = 0;
  std::uint32_t previous = 0;        ///< the use of the same cell before this one, or kNone
  std::uint32_t previous_write = 0;  ///< the last one before it that writes, or kNone
  Use use;
  Permits after;          ///< semaphore, stream: where it stands then
  std::int32_t held = 0;  ///< semaphore: what the process has acquired and not released by then
};

/// Of the uses before this one, the last that `use` of the same cell may have to do with: reading
/// has to do with writing alone.
inline std::uint32_t previous_for(const Use& use, const Access& access) noexcept {
  return use.role == Role::Read ? access.previous_write : access.previous;
}

inline constexpr std::uint32_t kNone = 0xFFFFFFFF;

/// Whether `later` must stay behind `earlier`, both in one execution and of different processes.
bool ordered(const Access& earlier, const Access& later, const CellKind& kind) noexcept;

/// Whether two uses commute that could come next in either order, when the cell stands as `permits`
/// say.
bool commute(const Use& one, const Use& other, const Permits& permits,
             const CellKind& kind) noexcept;

}  // namespace ravel::optimal
