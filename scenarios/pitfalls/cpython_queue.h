// How CPython makes a queue of a pipe (Lib/multiprocessing/queues.py, 3.11): the wrong version
// where Ravel's own is better.
#pragma once

#include <optional>

#include "primitives/all.h"

namespace ravel::cpython {

/// `put` leaves the item to a feeder thread, and returns before it is in the pipe. `get` waits for
/// it under a lock, which stays taken if it is killed meanwhile.
template <class T>
class Queue {
 public:
  Queue() noexcept = default;
  explicit Queue(os::Os& os) : Queue(os, Pipe(os, Pipe::Kind::OneWay)) {}

  void put(const T& item) {
    Thread feeder(out_.os(), [item, out = out_, lock = out_lock_, before = last_]() mutable {
      if (before) before->join();
      const auto guard = lock.hold();
      out.send(item);
    });
    feeder.start();
    last_ = feeder;
  }

  T get() {
    const auto guard = in_lock_.hold();
    return in_.recv<T>();
  }

  bool empty() { return !in_.poll(); }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(in_, out_, in_lock_, out_lock_);
  }

 private:
  Queue(os::Os& os, const Pipe& pipe)
      : in_(pipe.first), out_(pipe.second), in_lock_(os), out_lock_(os) {
    in_.label("pipe of the queue");
    in_lock_.label("lock of the readers");
    out_lock_.label("lock of the feeders");
  }

  Connection in_;
  Connection out_;
  Lock in_lock_;
  Lock out_lock_;
  std::optional<Thread> last_;  ///< the feeder of the item before, of this process
};

}  // namespace ravel::cpython
