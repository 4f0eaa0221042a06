// A lock is a semaphore of one permit.
#include "primitives/lock.h"

#include <chrono>

namespace ravel {

Lock::Lock(os::Os& os, os::Where where) : permits_(os, 1, 1, where) {}

bool Lock::acquire(os::Timeout timeout, os::Where where) {
  return permits_.take(timeout, where);
}

bool Lock::try_acquire(os::Where where) {
  return acquire(std::chrono::nanoseconds(0), where);
}

void Lock::release(os::Where where) {
  if (!permits_.give(where)) refuse_release();
}

// Apart from the release, which would else save registers for it.
void Lock::refuse_release() const {
  permits_.os();  // throws if there is no lock at all
  throw OverRelease("release of " + named("lock", permits_.label()) +
                    ", which nobody holds: acquire it first");
}

std::uint64_t Lock::release_all(os::Where where) {
  release(where);
  return 0;
}

void Lock::label(std::string_view name) {
  permits_.set_label(name);
}

}  // namespace ravel
