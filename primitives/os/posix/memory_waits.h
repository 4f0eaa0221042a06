// Waiting until a predicate over shared memory holds.
//
// It looks again and again instead of being woken: then a store stays one instruction, which need
// not know who waits, and a wake-up that does not exist cannot be lost, whoever is killed when.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <set>
#include <thread>

#include "primitives/os/posix/threads.h"

namespace ravel::os::posix {

class MemoryWaits {
 public:
  explicit MemoryWaits(const ProcessThreads& threads) noexcept : threads_(threads) {}

  /// See SharedMemory::wait_until.
  bool wait(const std::function<bool()>& predicate, Timeout timeout);

  /// Throws std::logic_error in a predicate.
  void require_allowed() {
    if (evaluating_.load(std::memory_order_relaxed) != 0) [[unlikely]]
      refuse_in_predicate();
  }

 private:
  class Evaluation;
  void refuse_in_predicate();

  const ProcessThreads& threads_;
  std::atomic<std::uint32_t> evaluating_ = 0;
  std::mutex mutex_;
  std::set<std::thread::id> evaluators_;  // threads that are in a predicate
};

}  // namespace ravel::os::posix
