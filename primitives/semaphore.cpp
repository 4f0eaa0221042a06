// Both kinds are the system's semaphore; what is refused differs.
#include "primitives/semaphore.h"

#include <chrono>
#include <stdexcept>
#include <string>

namespace ravel {
namespace {

std::uint32_t checked_permits(std::int64_t permits, std::uint32_t least) {
  if (permits >= least && permits <= kPermitsMax) return static_cast<std::uint32_t>(permits);
  throw std::invalid_argument("a semaphore of " + std::to_string(permits) + " permits: it has " +
                              std::to_string(least) + " to " + std::to_string(kPermitsMax));
}

}  // namespace

Semaphore::Semaphore(os::Os& os, std::int64_t permits, os::Where where)
    : permits_(os, checked_permits(permits, 0), kPermitsMax, where) {}

bool Semaphore::acquire(os::Timeout timeout, os::Where where) {
  return permits_.take(timeout, where);
}

bool Semaphore::try_acquire(os::Where where) {
  return acquire(std::chrono::nanoseconds(0), where);
}

void Semaphore::release(std::int64_t permits, os::Where where) {
  if (permits < 1)
    throw std::invalid_argument("release of " + std::to_string(permits) + " permits of " +
                                named("semaphore", permits_.label()) + ": release at least 1");
  for (std::int64_t i = 0; i < permits; ++i)
    if (!permits_.give(where)) {
      permits_.os();  // throws if there is no semaphore at all
      throw OverRelease("release of " + named("semaphore", permits_.label()) + " beyond " +
                        std::to_string(kPermitsMax) + " permits: acquire some first");
    }
}

std::uint32_t Semaphore::get_value(os::Where where) const {
  return permits_.value(where);
}

void Semaphore::label(std::string_view name) {
  permits_.set_label(name);
}

BoundedSemaphore::BoundedSemaphore(os::Os& os, std::int64_t permits, os::Where where)
    : bound_(checked_permits(permits, 1)) {
  permits_ = Permits(os, bound_, bound_, where);
}

bool BoundedSemaphore::acquire(os::Timeout timeout, os::Where where) {
  return permits_.take(timeout, where);
}

bool BoundedSemaphore::try_acquire(os::Where where) {
  return acquire(std::chrono::nanoseconds(0), where);
}

std::uint32_t BoundedSemaphore::get_value(os::Where where) const {
  return permits_.value(where);
}

void BoundedSemaphore::release(os::Where where) {
  if (permits_.give(where)) return;
  permits_.os();  // throws if there is no semaphore at all
  throw OverRelease("release of " + named("bounded semaphore", permits_.label()) + ", whose " +
                    std::to_string(bound_) + " permits are all there: acquire one first");
}

void BoundedSemaphore::label(std::string_view name) {
  permits_.set_label(name);
}

}  // namespace ravel
