// Proxies of locks, semaphores, conditions, events and barriers.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <limits>
#include <type_traits>

#include "primitives/manager/proxy.h"
#include "primitives/time_limit.h"

namespace ravel {

/// The part that all have which are acquired and released. The server forgets who is killed while
/// he waits; what he holds stays held.
class AcquiredProxy : public manager::Proxy {
 public:
  using Proxy::Proxy;

  /// False when it did not come in time.
  bool acquire(os::Timeout timeout = os::kForever, os::Where where = os::Where::here()) {
    return call_within<bool>(timeout, where, "acquire");
  }
  bool try_acquire(os::Where where = os::Where::here()) {
    return acquire(std::chrono::nanoseconds(0), where);
  }
  void release(os::Where where = os::Where::here()) { call(where, "release"); }

  /// Python's `with`: acquires, calls `function`, and releases, also after an exception. It is no
  /// guard, because a destructor could not wait for the server.
  template <class Function>
  void with(Function function, os::Where where = os::Where::here()) {
    acquire(os::kForever, where);
    try {
      function();
    } catch (const std::exception&) {
      release(where);
      throw;
    }
    release(where);
  }
};

/// Python's Lock of a manager: not owned. Releasing a free one throws OverRelease.
class LockProxy : public AcquiredProxy {
 public:
  using AcquiredProxy::AcquiredProxy;
};

/// Python's Semaphore and BoundedSemaphore of a manager; releasing above the bound of the latter
/// throws OverRelease.
class SemaphoreProxy : public AcquiredProxy {
 public:
  using AcquiredProxy::AcquiredProxy;
  std::int64_t get_value(os::Where where = os::Where::here()) const {
    return call<std::int64_t>(where, "value");
  }
};

/// Python's RLock of a manager: of one thread of one process. Releasing what one does not hold
/// throws NotHeld.
class RLockProxy : public AcquiredProxy {
 public:
  using AcquiredProxy::AcquiredProxy;
};

/// Python's Condition of a manager, with a re-entrant lock of its own. Waiting and notifying
/// without holding it throws NotHeld. Sleepers are woken in the order in which they came; one that
/// was killed is no sleeper any more.
class ConditionProxy : public AcquiredProxy {
 public:
  using AcquiredProxy::AcquiredProxy;

  /// False if nobody has notified it in time.
  bool wait(os::Timeout timeout = os::kForever, os::Where where = os::Where::here()) {
    return call_within<bool>(timeout, where, "wait");
  }
  template <class Predicate>
  std::decay_t<std::invoke_result_t<Predicate&>> wait_for(Predicate predicate,
                                                          os::Timeout timeout = os::kForever,
                                                          os::Where where = os::Where::here()) {
    const TimeLimit limit(os(), timeout);
    auto result = predicate();
    for (bool notified = true; !result && notified; result = predicate())
      notified = wait(limit.left(), where);
    return result;
  }
  void notify(std::uint64_t count = 1, os::Where where = os::Where::here()) {
    call(where, "notify", count);
  }
  void notify_all(os::Where where = os::Where::here()) {
    notify(std::numeric_limits<std::uint64_t>::max(), where);
  }
};

/// Python's Event of a manager. `set` wakes all who wait, however soon a `clear` follows.
class EventProxy : public manager::Proxy {
 public:
  using Proxy::Proxy;
  bool is_set(os::Where where = os::Where::here()) const { return call<bool>(where, "is_set"); }
  void set(os::Where where = os::Where::here()) { call(where, "set"); }
  void clear(os::Where where = os::Where::here()) { call(where, "clear"); }
  bool wait(os::Timeout timeout = os::kForever, os::Where where = os::Where::here()) {
    return call_within<bool>(timeout, where, "wait");
  }
};

/// Python's Barrier of a manager, without an action. See Barrier.
class BarrierProxy : public manager::Proxy {
 public:
  using Proxy::Proxy;
  /// Throws BrokenBarrier, also if not all have come in time.
  int wait(os::Timeout timeout = os::kForever, os::Where where = os::Where::here()) {
    return static_cast<int>(call_within<std::uint64_t>(timeout, where, "wait"));
  }
  void abort(os::Where where = os::Where::here()) { call(where, "abort"); }
  void reset(os::Where where = os::Where::here()) { call(where, "reset"); }
  int n_waiting(os::Where where = os::Where::here()) const {
    return static_cast<int>(call<std::uint64_t>(where, "n_waiting"));
  }
  bool broken(os::Where where = os::Where::here()) const { return call<bool>(where, "broken"); }
};

}  // namespace ravel
