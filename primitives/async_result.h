// The result of a task that a pool performs: multiprocessing's AsyncResult.
#pragma once

#include <memory>
#include <stdexcept>
#include <utility>

#include "primitives/pending.h"

namespace ravel {

/// A copy is the same result.
template <class Result>
class AsyncResult {
 public:
  explicit AsyncResult(std::shared_ptr<PendingResult<Result>> pending)
      : pending_(std::move(pending)) {}

  /// Blocks until the task has ended, at most for `timeout`: TimeoutError, if it has not. Throws
  /// TaskError if an exception left the task, WorkerDied if its worker was killed, BrokenPool if
  /// nobody did it.
  Result get(os::Timeout timeout = os::kForever, os::Where where = os::Where::here()) const {
    return pending_->get(timeout, where);
  }

  /// The same without a result: true if it is there. Throws nothing of the task's.
  bool wait(os::Timeout timeout = os::kForever, os::Where where = os::Where::here()) const {
    return pending_->wait(timeout, where);
  }
  bool ready(os::Where where = os::Where::here()) const { return pending_->ready(where); }

  /// Whether `get` returns; throws std::logic_error before `ready`.
  bool successful(os::Where where = os::Where::here()) const {
    if (!ready(where)) throw std::logic_error("successful() before the result is there");
    return pending_->error() == nullptr;
  }

 private:
  std::shared_ptr<PendingResult<Result>> pending_;
};

}  // namespace ravel
