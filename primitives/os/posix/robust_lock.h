// A lock in shared memory that outlives its holders.
#pragma once

#include <pthread.h>

#include <cerrno>

#include "primitives/os/types.h"

namespace ravel::os::posix {

/// When a process is killed while it holds one, the next one carries on. So every change under the
/// lock has to become visible by a single store, that there is nothing to repair.
class RobustLock {
 public:
  explicit RobustLock(pthread_mutex_t& mutex) noexcept : mutex_(mutex) {
    const int error = pthread_mutex_lock(&mutex_);
    if (error == EOWNERDEAD) pthread_mutex_consistent(&mutex_);
    ensure(error == 0 || error == EOWNERDEAD, "a lock of the arena cannot be taken");
  }
  RobustLock(const RobustLock&) = delete;
  RobustLock& operator=(const RobustLock&) = delete;
  ~RobustLock() { pthread_mutex_unlock(&mutex_); }

 private:
  pthread_mutex_t& mutex_;
};

}  // namespace ravel::os::posix
