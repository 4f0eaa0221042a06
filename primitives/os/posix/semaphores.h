// Counting semaphores of the run, in the arena.
//
// Permits and the last holder are one word. So an acquire that need not wait and a release are one
// atomic instruction each, and the maximum is exact. Both are in this header: half of what they
// cost would else be calls.
#pragma once

#include "primitives/os/posix/arena.h"
#include "primitives/os/posix/sleepers.h"
#include "primitives/os/types.h"

namespace ravel::os::posix {

class Semaphore {
 public:
  Semaphore(std::uint32_t initial, std::uint32_t maximum) noexcept
      : state_(initial), maximum_(maximum) {}

  /// Takes a permit for the process `self`; false if there is none.
  bool try_take(Handle self) noexcept {
    std::uint64_t seen = likely_state(1, kNobody);
    while (permits_in(seen) > 0)
      if (state_.compare_exchange_weak(seen, state_of(permits_in(seen) - 1, self))) return true;
    return false;
  }

  /// The same; blocks until there is one, at most for `timeout`.
  bool take(Handle self, Timeout timeout);

  /// False, and changes nothing, at the maximum.
  bool give(Handle self) noexcept {
    std::uint64_t seen = likely_state(0, self);
    Handle holder = kNobody;
    do {
      if (permits_in(seen) >= maximum_) return false;
      // Of several permits the last holder's may be another one than that which comes back.
      const bool ends = maximum_ == 1 || holder_in(seen) == self;
      holder = ends ? kNobody : holder_in(seen);
    } while (!state_.compare_exchange_weak(seen, state_of(permits_in(seen) + 1, holder)));
    sleepers_.wake_one();
    return true;
  }

  std::uint32_t permits() const noexcept { return permits_in(state_.load()); }

  /// The process that took a permit last and did not release since; kNoHandle if there is none. Of
  /// a semaphore with several permits this is one of those that may hold it.
  Handle last_holder() const noexcept {
    const Handle holder = holder_in(state_.load());
    return holder == kNobody ? kNoHandle : holder;
  }

 private:
  static constexpr Handle kNobody{0};

  static std::uint32_t permits_in(std::uint64_t state) noexcept {
    return static_cast<std::uint32_t>(state);
  }
  static Handle holder_in(std::uint64_t state) noexcept {
    return Handle{static_cast<std::uint32_t>(state >> 32)};
  }
  static std::uint64_t state_of(std::uint32_t permits, Handle holder) noexcept {
    return permits | std::uint64_t{static_cast<std::uint32_t>(holder)} << 32;
  }
  /// What a lock is like when its holder works alone; looking at the state first would only take
  /// time, since the exchange that follows looks as well.
  std::uint64_t likely_state(std::uint32_t permits, Handle holder) const noexcept {
    if (maximum_ == 1) [[likely]]
      return state_of(permits, holder);
    return state_.load();
  }

  std::atomic<std::uint64_t> state_;
  Sleepers sleepers_;
  std::uint32_t maximum_;
};

/// See Semaphores::create_semaphore.
Handle create_semaphore(Arena& arena, std::uint32_t initial, std::uint32_t maximum);

inline Semaphore& semaphore_at(ArenaView arena, Handle handle) noexcept {
  return arena.object<Semaphore>(handle, BlockKind::Semaphore);
}

}  // namespace ravel::os::posix
