// The part of a semaphore that waits.
#include "primitives/os/posix/semaphores.h"

#include <new>
#include <stdexcept>

namespace ravel::os::posix {
namespace {

constexpr std::uint32_t kMostPermits = 0x7FFFFFFF;

}  // namespace

bool Semaphore::take(Handle self, Timeout timeout) {
  // Only looked at, while there is none: a change would take the memory from who gives one.
  return sleepers_.wait(timeout, [&] { return permits() > 0 && try_take(self); });
}

Handle create_semaphore(Arena& arena, std::uint32_t initial, std::uint32_t maximum) {
  if (maximum < 1 || initial > maximum || maximum > kMostPermits)
    throw std::invalid_argument("a semaphore needs 0 <= initial <= maximum and 1 <= maximum");
  const Handle handle = arena.allocate(BlockKind::Semaphore, sizeof(Semaphore));
  new (&semaphore_at(arena, handle)) Semaphore(initial, maximum);
  return handle;
}

}  // namespace ravel::os::posix
