// sem_t, shared between processes, with a maximum.
#include "primitives/os/posix/semaphores.h"

#include <semaphore.h>

#include <climits>
#include <stdexcept>

#include "primitives/os/posix/checked.h"
#include "primitives/os/posix/clock.h"

namespace ravel::os::posix {
namespace {

struct Semaphore {
  sem_t permits;
  std::uint32_t maximum;
  std::atomic<std::uint32_t> holder;  ///< handle of a process; 0: nobody
};

Semaphore& semaphore_at(const Arena& arena, Handle handle) noexcept {
  return arena.object<Semaphore>(handle, BlockKind::Semaphore);
}

bool wait_until(sem_t& permits, Timeout timeout) {
  if (!timeout) {
    checked(retried([&] { return sem_wait(&permits); }), "sem_wait");
    return true;
  }
  const timespec deadline = to_timespec(Deadline(*timeout).at());
  if (retried([&] { return sem_clockwait(&permits, CLOCK_MONOTONIC, &deadline); }) == 0)
    return true;
  if (errno != ETIMEDOUT) throw_errno("sem_clockwait");
  return false;
}

}  // namespace

Handle create_semaphore(Arena& arena, std::uint32_t initial, std::uint32_t maximum) {
  if (maximum < 1 || initial > maximum || maximum > SEM_VALUE_MAX)
    throw std::invalid_argument("a semaphore needs 0 <= initial <= maximum and 1 <= maximum");
  const Handle handle = arena.allocate(BlockKind::Semaphore, sizeof(Semaphore));
  Semaphore& created = semaphore_at(arena, handle);
  created.maximum = maximum;
  checked(sem_init(&created.permits, 1, initial), "sem_init");
  return handle;
}

bool acquire(Arena& arena, Handle self, Handle semaphore, Timeout timeout) {
  Semaphore& taken = semaphore_at(arena, semaphore);
  bool got = retried([&] { return sem_trywait(&taken.permits); }) == 0;
  if (!got && (!timeout || timeout->count() > 0)) {
    const Waiting waiting(arena.object<ProcessRecord>(self, BlockKind::Process),
                          WaitKind::Semaphore, semaphore);
    got = wait_until(taken.permits, timeout);
  }
  if (got) taken.holder = static_cast<std::uint32_t>(self);
  return got;
}

bool release(Arena& arena, Handle self, Handle semaphore) noexcept {
  Semaphore& released = semaphore_at(arena, semaphore);
  // As CPython does. POSIX has no bounded post, so that the maximum is advisory when several
  // processes release at the same moment more than was acquired.
  int value = 0;
  ensure(sem_getvalue(&released.permits, &value) == 0, "sem_getvalue");
  if (value >= 0 && static_cast<std::uint32_t>(value) >= released.maximum) return false;
  // Before the post: after it the next holder has written its own name.
  auto holder = static_cast<std::uint32_t>(self);
  if (!released.holder.compare_exchange_strong(holder, 0) && released.maximum == 1)
    released.holder = 0;
  ensure(sem_post(&released.permits) == 0, "sem_post");
  return true;
}

std::uint32_t semaphore_value(const Arena& arena, Handle semaphore) {
  int value = 0;
  checked(sem_getvalue(&semaphore_at(arena, semaphore).permits, &value), "sem_getvalue");
  return static_cast<std::uint32_t>(value);
}

Handle last_holder(const Arena& arena, Handle semaphore) noexcept {
  const std::uint32_t holder = semaphore_at(arena, semaphore).holder.load();
  return holder == 0 ? kNoHandle : Handle{holder};
}

}  // namespace ravel::os::posix
