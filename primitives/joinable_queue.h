// A queue that can be waited for until all its items have been dealt with.
#pragma once

#include "primitives/queue.h"
#include "primitives/shared_word.h"

namespace ravel {

/// Counts one less task; throws std::invalid_argument if there is none.
void finish_task(SharedWord& unfinished, os::Where where);
/// Blocks until there is none, at most for `timeout`; false if that was not seen in time.
bool wait_for_tasks(SharedWord& unfinished, os::Timeout timeout, os::Where where);

/// A Queue that counts the items that were put and for which `task_done` was not called yet. A
/// process that is killed in the middle of `put`, or before its `task_done`, leaves its item
/// unfinished: then `join` waits for ever.
template <class T>
class JoinableQueue : private Queue<T> {
  using Base = Queue<T>;

 public:
  JoinableQueue() noexcept = default;
  explicit JoinableQueue(os::Os& os, std::int64_t maxsize = 0, os::Where where = os::Where::here())
      : Base(os, maxsize, where), unfinished_(os, where) {}

  using Base::cancel_join_thread;
  using Base::close;
  using Base::empty;
  using Base::full;
  using Base::get;
  using Base::get_nowait;
  using Base::join_thread;
  using Base::label;
  using Base::qsize;
  using Base::try_get;

  /// See Queue.
  void put(const T& item, os::Timeout timeout = os::kForever, os::Where where = os::Where::here()) {
    if (!try_put(item, timeout, where)) throw Full("put: the queue is full");
  }
  void put_nowait(const T& item, os::Where where = os::Where::here()) {
    put(item, std::chrono::nanoseconds(0), where);
  }
  /// Counts the item before anybody can get it, so that nobody can be done with it before.
  bool try_put(const T& item, os::Timeout timeout = std::chrono::nanoseconds(0),
               os::Where where = os::Where::here()) {
    unfinished_.fetch_add(1, where);
    bool done = false;
    try {
      done = Base::try_put(item, timeout, where);
    } catch (const std::exception&) {
      finish_task(unfinished_, where);
      throw;
    }
    if (!done) finish_task(unfinished_, where);
    return done;
  }

  /// An item that the caller got has been dealt with. Throws std::invalid_argument if it is called
  /// more often than items were put.
  void task_done(os::Where where = os::Where::here()) { finish_task(unfinished_, where); }

  /// Blocks until no item is unfinished, at most for `timeout`; false if there were some all the
  /// time. Others may have put new ones when it returns. A moment without any that passes within a
  /// millisecond, because of a new put, may go unnoticed; then it waits for the next one.
  bool join(os::Timeout timeout = os::kForever, os::Where where = os::Where::here()) {
    return wait_for_tasks(unfinished_, timeout, where);
  }

  template <class Archive>
  void serialize(Archive& archive) {
    Base::serialize(archive);
    archive(unfinished_);
  }

 private:
  SharedWord unfinished_;
};

}  // namespace ravel
