// A semaphore of one permit, and for each process a note of its own which of its threads has taken
// it, and how often, as in CPython. A thread finds its own number there only if it wrote it, and
// has not released since: nobody else's writing matters to it.
#include "primitives/rlock.h"

#include <chrono>
#include <utility>

#include "primitives/arguments.h"

namespace ravel {
namespace {

std::uint64_t number_of_caller(const os::Os& os) noexcept {
  return std::uint64_t{1} + os.thread_id();
}

}  // namespace

RLock::RLock(os::Os& os, os::Where where)
    : permits_(os, 1, 1, where), owner_(std::make_shared<Owner>()) {}

bool RLock::held_by_caller(os::Where) const noexcept {
  const os::Os* os = permits_.os_or_none();
  return os != nullptr && owner_->thread.load(std::memory_order_relaxed) == number_of_caller(*os);
}

bool RLock::acquire(os::Timeout timeout, os::Where where) {
  if (held_by_caller(where)) {
    ++owner_->levels;
    return true;
  }
  if (!permits_.take(timeout, where)) return false;
  owner_->thread.store(number_of_caller(permits_.os()), std::memory_order_relaxed);
  owner_->levels = 1;
  return true;
}

bool RLock::try_acquire(os::Where where) {
  return acquire(std::chrono::nanoseconds(0), where);
}

bool RLock::try_release(os::Where where) noexcept {
  if (!held_by_caller(where)) return false;
  if (--owner_->levels == 0) {
    owner_->thread.store(0, std::memory_order_relaxed);
    permits_.give(where);
  }
  return true;
}

void RLock::release(os::Where where) {
  if (try_release(where)) return;
  permits_.os();  // throws if there is no lock at all
  throw NotHeld("release of " + named("rlock", permits_.label()) +
                " by a process or thread that does not hold it: acquire it first");
}

std::uint64_t RLock::release_all(os::Where where) {
  const std::uint64_t levels = std::exchange(owner_->levels, 1);
  try_release(where);
  return levels;
}

void RLock::acquire_again(std::uint64_t levels, os::Where where) {
  acquire(os::kForever, where);
  owner_->levels = levels;
}

void RLock::label(std::string_view name) {
  permits_.set_label(name);
}

void RLock::save(ArgumentWriter& writer) const {
  writer(permits_);
}

void RLock::load(ArgumentReader& reader) {
  reader(permits_);
  owner_ = reader.shared_state<Owner>(permits_.handle());
}

}  // namespace ravel
