// A semaphore of one permit, and a word that says who took it, and how often. Only the owner writes
// its own name there, so that whoever reads its own name there is the owner.
#include "primitives/rlock.h"

#include <chrono>
#include <stdexcept>

#include "primitives/arguments.h"

namespace ravel {
namespace {

// The owner's word: 28 bits of the process's number (Linux uses 22), 24 of the thread's, and how
// often it has acquired; zero while nobody owns the lock.
constexpr unsigned kThreadShift = 12;
constexpr unsigned kProcessShift = 36;
constexpr std::uint64_t kLevels = (std::uint64_t{1} << kThreadShift) - 1;
constexpr std::uint64_t kThreads = (std::uint64_t{1} << (kProcessShift - kThreadShift)) - 1;

constexpr std::uint64_t owner_of(std::uint64_t word) {
  return word & ~kLevels;
}

}  // namespace

RLock::RLock(os::Os& os, os::Where where)
    : permits_(os, 1, 1, where), owner_(os, where), process_(os.pid()) {
  owner_.set_label("owner of rlock");
}

std::uint64_t RLock::caller() const {
  const std::uint64_t thread = owner_.os().thread_id() & kThreads;
  return (process_ << kProcessShift) | (thread << kThreadShift);
}

bool RLock::held_by_caller(os::Where where) const {
  const std::uint64_t word = owner_.load(os::Access::Atomic, where);
  return word != 0 && owner_of(word) == caller();
}

bool RLock::acquire(os::Timeout timeout, os::Where where) {
  const std::uint64_t word = owner_.load(os::Access::Atomic, where);
  if (word != 0 && owner_of(word) == caller()) {
    if ((word & kLevels) == kLevels)
      throw std::overflow_error(named("rlock", permits_.label()) + " was acquired " +
                                std::to_string(kLevels) + " times: release it as often");
    owner_.store(word + 1, os::Access::Atomic, where);
    return true;
  }
  if (!permits_.take(timeout, where)) return false;
  owner_.store(caller() | 1, os::Access::Atomic, where);
  return true;
}

bool RLock::try_acquire(os::Where where) {
  return acquire(std::chrono::nanoseconds(0), where);
}

bool RLock::try_release(os::Where where) {
  const std::uint64_t word = owner_.load(os::Access::Atomic, where);
  if (word == 0 || owner_of(word) != caller()) return false;
  const bool last = (word & kLevels) == 1;
  owner_.store(last ? 0 : word - 1, os::Access::Atomic, where);
  if (last) permits_.give(where);
  return true;
}

void RLock::release(os::Where where) {
  if (try_release(where)) return;
  throw NotHeld("release of " + named("rlock", permits_.label()) +
                " by a process or thread that does not hold it: acquire it first");
}

void RLock::give_back(os::Where where) noexcept {
  try {
    try_release(where);
  } catch (...) {
    // Only a simulator that clears this process away refuses the calls above. The process learns it
    // from its next call, or knows already: a destructor must not throw on the way out.
  }
}

std::uint64_t RLock::release_all(os::Where where) {
  const std::uint64_t word = owner_.load(os::Access::Atomic, where);
  owner_.store(0, os::Access::Atomic, where);
  permits_.give(where);
  return word;
}

void RLock::acquire_again(std::uint64_t levels, os::Where where) {
  permits_.take(os::kForever, where);
  owner_.store(levels, os::Access::Atomic, where);
}

void RLock::label(std::string_view name) {
  permits_.set_label(name);
  owner_.set_label("owner of " + std::string(name));
}

void RLock::save(ArgumentWriter& writer) const {
  writer(permits_, owner_);
}

void RLock::load(ArgumentReader& reader) {
  reader(permits_, owner_);
  process_ = reader.os().pid();
}

}  // namespace ravel
