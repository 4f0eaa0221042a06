// The plainest queue between processes, as multiprocessing has it.
#pragma once

#include <string_view>

#include "primitives/message.h"
#include "primitives/message_queue.h"
#include "primitives/os/os.h"

namespace ravel {

/// Items of any type that cereal can encode, each delivered once, those of one producer in order. A
/// copy, also one that a child gets as an argument, is the same queue. See Queue for what becomes
/// of it when a process is killed, and for its room: 4,096 items.
template <class T>
class SimpleQueue {
 public:
  SimpleQueue() noexcept = default;

  /// Throws std::system_error when the system is out of shared memory or semaphores.
  explicit SimpleQueue(os::Os& os, os::Where where = os::Where::here()) : queue_(os, 0, where) {}

  /// Blocks while there is no room. Throws std::invalid_argument if the item holds a primitive,
  /// std::system_error (EBADF), as all that follow, after `close`.
  void put(const T& item, os::Where where = os::Where::here()) {
    queue_.put(encode_message(item), os::kForever, where);
  }

  /// Blocks until there is an item.
  T get(os::Where where = os::Where::here()) {
    const std::string message = *queue_.get(os::kForever, where);
    return decode_message<T>(queue_.os(), std::as_bytes(std::span(message)));
  }

  bool empty(os::Where where = os::Where::here()) const { return queue_.empty(where); }

  /// For this process. Closing again is harmless.
  void close(os::Where where = os::Where::here()) noexcept { queue_.close(where); }

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
