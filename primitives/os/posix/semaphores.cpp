// Who must wait sleeps on a futex: see U. Drepper, "Futexes Are Tricky" (2011).
#include "primitives/os/posix/semaphores.h"

#include <algorithm>
#include <bit>
#include <new>
#include <stdexcept>

#include "primitives/os/posix/clock.h"
#include "primitives/os/posix/futex.h"

namespace ravel::os::posix {
namespace {

constexpr std::uint32_t kMostPermits = 0x7FFFFFFF;

// A process that is killed between its release and the wake-up, or with a wake-up in hand, takes
// that along. Therefore a sleeper looks for itself now and then.
constexpr std::chrono::nanoseconds kSleepMost = std::chrono::milliseconds(100);

}  // namespace

/// The half of the state that sleepers wait for: the system knows words of 32 bits only.
const std::uint32_t* Semaphore::permits_word() const noexcept {
  const auto* halves = reinterpret_cast<const std::uint32_t*>(&state_);
  return std::endian::native == std::endian::little ? halves : halves + 1;
}

void Semaphore::wake_one() const noexcept {
  futex_wake_one(permits_word());
}

// No wake-up is lost: who sleeps is counted before it looks for a permit the last time, and who
// gives one does so before it looks at the count; all of that is sequentially consistent. A sleep
// does not begin while there is a permit.
bool Semaphore::take(Handle self, Timeout timeout) {
  const auto end = timeout ? Deadline(*timeout).at() : std::chrono::nanoseconds::max();
  bool in_time = true;
  ++sleepers_;
  bool taken = try_take(self);
  while (!taken && in_time) {
    const auto at = std::min(end, Deadline(kSleepMost).at());
    in_time = futex_wait(permits_word(), 0, to_timespec(at)) || at < end;
    taken = try_take(self);
  }
  --sleepers_;
  return taken;
}

Handle create_semaphore(Arena& arena, std::uint32_t initial, std::uint32_t maximum) {
  if (maximum < 1 || initial > maximum || maximum > kMostPermits)
    throw std::invalid_argument("a semaphore needs 0 <= initial <= maximum and 1 <= maximum");
  const Handle handle = arena.allocate(BlockKind::Semaphore, sizeof(Semaphore));
  new (&semaphore_at(arena, handle)) Semaphore(initial, maximum);
  return handle;
}

}  // namespace ravel::os::posix
