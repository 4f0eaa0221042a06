// Proxies of queues.
#pragma once

#include <chrono>
#include <cstdint>

#include "primitives/manager/proxy.h"

namespace ravel {

/// Python's Queue of a manager, without a limit but its bound. See Queue for the calls; a process
/// that is killed inside one takes its item with it, or has not taken it, and costs no place.
template <class T>
class QueueProxy : public manager::Proxy {
 public:
  using Proxy::Proxy;
  using Where = os::Where;

  /// Throws Full when there was no room in time.
  void put(const T& item, os::Timeout timeout = os::kForever, Where where = Where::here()) {
    call_within<void>(timeout, where, "put", manager::packed(item));
  }
  void put_nowait(const T& item, Where where = Where::here()) {
    put(item, std::chrono::nanoseconds(0), where);
  }
  /// Throws Empty when no item came in time.
  T get(os::Timeout timeout = os::kForever, Where where = Where::here()) {
    return manager::unpacked<T>(this->os(), call_within<std::string>(timeout, where, "get"));
  }
  T get_nowait(Where where = Where::here()) { return get(std::chrono::nanoseconds(0), where); }

  std::uint64_t qsize(Where where = Where::here()) const {
    return call<std::uint64_t>(where, "qsize");
  }
  bool empty(Where where = Where::here()) const { return qsize(where) == 0; }
  bool full(Where where = Where::here()) const { return call<bool>(where, "full"); }
};

/// Python's JoinableQueue of a manager. See JoinableQueue.
template <class T>
class JoinableQueueProxy : public QueueProxy<T> {
 public:
  using QueueProxy<T>::QueueProxy;

  /// Throws std::invalid_argument if it is called more often than items were put.
  void task_done(os::Where where = os::Where::here()) { this->call(where, "task_done"); }
  /// False if there were unfinished items all the time.
  bool join(os::Timeout timeout = os::kForever, os::Where where = os::Where::here()) {
    return this->template call_within<bool>(timeout, where, "join");
  }
};

}  // namespace ravel
