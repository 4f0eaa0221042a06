// Queues between processes, as multiprocessing has them.
#pragma once

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "primitives/message.h"
#include "primitives/message_queue.h"
#include "primitives/os/os.h"

namespace ravel {

/// There was no room in time, or no item: Python's queue.Full and queue.Empty.
class Full : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};
class Empty : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws std::invalid_argument, Python's ValueError, if `queue` is closed in this process.
void require_open_queue(const MessageQueue& queue, const char* call);

/// Items of any type that cereal can encode. Each is delivered once; those of one producer come in
/// order. A copy, also one that a child gets as an argument, is the same queue.
///
/// - There is no feeder thread: when `put` returns, the item is in the queue, `get` finds it and
///   `empty` says so. Nothing is left to be flushed when a process ends, or lost. The price: a
///   queue has room for 4,096 items, also if its bound is larger or none, and `put` blocks without
///   it. (CPython's keeps what does not fit into the pipe in the producer's memory.)
/// - Items above 124 bytes (encoded) share 64 KiB. What is larger than that comes through while
///   somebody gets it: `put` returns when the last part is on its way.
/// - No call holds a lock while it waits, and none at all for an item of up to 124 bytes. A process
///   that is killed inside `get` has taken its item or has not; one that is killed inside `put` has
///   put it or has not; the others go on. If it is killed between taking an item and its end of
///   `get`, or between finding a place and putting the item, the place is lost: the bound is one
///   less from then on. (CPython's `get` waits under a lock: killed there, nobody gets anything
///   any more.)
/// - A process that is killed while it moves a larger item stops those who put or get larger items
///   after it.
template <class T>
class Queue {
 public:
  Queue() noexcept = default;

  /// Of at most `maxsize` items; 0 or less: no bound of its own. Throws std::system_error when the
  /// system is out of shared memory or semaphores.
  explicit Queue(os::Os& os, std::int64_t maxsize = 0, os::Where where = os::Where::here())
      : queue_(os, maxsize, where) {}

  /// Blocks while the queue is full, at most for `timeout`: then it throws Full. Throws
  /// std::invalid_argument if the item holds a primitive, and, as all that follow, after `close`.
  void put(const T& item, os::Timeout timeout = os::kForever, os::Where where = os::Where::here()) {
    if (!try_put(item, timeout, where)) throw Full("put: the queue is full");
  }
  void put_nowait(const T& item, os::Where where = os::Where::here()) {
    put(item, std::chrono::nanoseconds(0), where);
  }
  /// False instead of Full.
  bool try_put(const T& item, os::Timeout timeout = std::chrono::nanoseconds(0),
               os::Where where = os::Where::here()) {
    require_open_queue(queue_, "put");
    return queue_.put(encode_message(item), timeout, where);
  }

  /// Blocks until there is an item, at most for `timeout`: then it throws Empty. A get that can
  /// succeed does not time out.
  T get(os::Timeout timeout = os::kForever, os::Where where = os::Where::here()) {
    std::optional<T> item = try_get(timeout, where);
    if (!item) throw Empty("get: the queue is empty");
    return std::move(*item);
  }
  T get_nowait(os::Where where = os::Where::here()) {
    return get(std::chrono::nanoseconds(0), where);
  }
  /// Nothing instead of Empty.
  std::optional<T> try_get(os::Timeout timeout = std::chrono::nanoseconds(0),
                           os::Where where = os::Where::here()) {
    require_open_queue(queue_, "get");
    const std::optional<std::string> message = queue_.get(timeout, where);
    if (!message) return {};
    return decode_message<T>(queue_.os(), std::as_bytes(std::span(*message)));
  }

  /// Puts begun minus gets ended, at this moment.
  std::uint32_t qsize(os::Where where = os::Where::here()) const {
    return queue_.places() - queue_.free_places(where);
  }
  /// Whether `get` would have to wait, at this moment.
  bool empty(os::Where where = os::Where::here()) const {
    require_open_queue(queue_, "empty");
    return queue_.empty(where);
  }
  /// Whether `put` would have to wait, at this moment.
  bool full(os::Where where = os::Where::here()) const { return queue_.free_places(where) == 0; }

  /// This process will put and get no more. What was put stays. Closing again is harmless.
  void close(os::Where where = os::Where::here()) noexcept { queue_.close(where); }

  /// Nothing has to be waited for: everything that was put is in the queue. Throws
  /// std::logic_error before `close`.
  void join_thread() const {
    if (!queue_.closed()) throw std::logic_error("join_thread: call close() first");
  }
  /// Does nothing, for the same reason.
  void cancel_join_thread() const noexcept {}

  /// Names the queue in reports.
  void label(std::string_view name) { queue_.set_label(name); }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(queue_);
  }

 private:
  MessageQueue queue_;
};

}  // namespace ravel
