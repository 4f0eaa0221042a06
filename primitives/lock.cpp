// A lock is a semaphore of one permit.
#include "primitives/lock.h"

#include <chrono>

namespace ravel {

Lock::Lock(os::Os& os, os::Where where) : semaphore_(os, os.create_semaphore(1, 1, where)) {}

bool Lock::acquire(os::Timeout timeout, os::Where where) {
  return semaphore_.os().acquire(semaphore_.handle(), timeout, where);
}

bool Lock::try_acquire(os::Where where) {
  return acquire(std::chrono::nanoseconds(0), where);
}

void Lock::release(os::Where where) {
  if (!semaphore_.os().release(semaphore_.handle(), where)) throw LockNotHeld();
}

void Lock::label(std::string_view name) {
  semaphore_.os().label(semaphore_.handle(), name);
}

}  // namespace ravel
