// A lock in shared memory that outlives its holders.
#pragma once

#include <pthread.h>

#include <cerrno>

#include "primitives/os/posix/checked.h"
#include "primitives/os/types.h"

namespace ravel::os::posix {

/// Makes `mutex` one. Throws std::system_error.
inline void initialize_robust(pthread_mutex_t& mutex) {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  const int error = pthread_mutex_init(&mutex, &attributes);
  pthread_mutexattr_destroy(&attributes);
  if (error != 0) throw_error(error, "pthread_mutex_init");
}

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
