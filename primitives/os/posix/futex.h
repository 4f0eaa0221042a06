// Sleeping until a word of shared memory changes, as futex(2) offers it.
#pragma once

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <ctime>

#include "primitives/os/posix/checked.h"

namespace ravel::os::posix {

static_assert(sizeof(std::atomic<std::uint32_t>) == sizeof(std::uint32_t));

/// Blocks while `word` is `expected`, until a wake-up or `at`, a moment of CLOCK_MONOTONIC. May
/// return for no reason. False when the time was up.
inline bool futex_wait(const std::atomic<std::uint32_t>& word, std::uint32_t expected,
                       const timespec& at) {
  // Not the private form: who wakes is another process.
  if (syscall(SYS_futex, &word, FUTEX_WAIT_BITSET, expected, &at, nullptr,
              FUTEX_BITSET_MATCH_ANY) == 0)
    return true;
  if (errno == ETIMEDOUT) return false;
  if (errno != EAGAIN && errno != EINTR) throw_errno("futex");
  return true;
}

/// Wakes one of those who wait, if there are any.
inline void futex_wake_one(const std::atomic<std::uint32_t>& word) noexcept {
  syscall(SYS_futex, &word, FUTEX_WAKE, 1, nullptr, nullptr, 0);
}

}  // namespace ravel::os::posix
