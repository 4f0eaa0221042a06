// The states of a result, and those who wait for it.
#include "primitives/pending.h"

#include "primitives/thread.h"

namespace ravel {

Pending::Pending(os::Os& os, Lock lock, os::Where where)
    : os_(os), lock_(std::move(lock)), ready_(os, where), gate_(os, 0, kPermitsMax, where) {}

// While one who waits holds the permit, another one may miss it: the word tells.
bool Pending::wait(os::Timeout timeout, os::Where where) {
  if (ready(where)) return true;
  if (!gate_.take(timeout, where)) return ready(where);
  gate_.give(where);
  return true;
}

bool Pending::ready(os::Where where) const {
  return ready_.load(os::Access::Atomic, where) != 0;
}

Pending::State Pending::state() {
  const auto guard = lock_.hold();
  return state_;
}

bool Pending::begin() {
  const auto guard = lock_.hold();
  if (state_ == State::Queued) state_ = State::Running;
  return state_ == State::Running;
}

bool Pending::cancel() {
  {
    const auto guard = lock_.hold();
    if (state_ == State::Cancelled) return true;
    if (state_ != State::Queued) return false;
    // Nobody begins it any more; it is told to all when the lock is free.
    state_ = State::Cancelled;
    error_ = std::make_exception_ptr(Cancelled("the task was cancelled before it began"));
  }
  conclude(State::Cancelled);
  return true;
}

void Pending::fail(std::exception_ptr error) {
  error_ = std::move(error);
  conclude(State::Done);
}

void Pending::conclude(State state) {
  before_ready();
  std::vector<Callback> observers;
  {
    const auto guard = lock_.hold();
    state_ = state;
    ready_.store(1, os::Access::Atomic, os::Where::here());
    observers.swap(observers_);
  }
  gate_.give(os::Where::here());
  for (const Callback& observer : observers) observer();
}

void Pending::observe(Callback observer) {
  {
    const auto guard = lock_.hold();
    if (!ready(os::Where::here())) {
      observers_.push_back(std::move(observer));
      return;
    }
  }
  observer();
}

void Pending::add_callback(Callback callback) {
  observe([this, callback = std::move(callback)] { run_isolated(callback); });
}

void Pending::run_isolated(const Callback& callback) {
  Thread thread(os_, {.name = "callback", .daemon = false}, callback);
  thread.start();
  thread.join();
}

}  // namespace ravel
