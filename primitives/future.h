// The result of a task that an executor performs: concurrent.futures' Future, and waiting for
// several.
#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "primitives/pending.h"
#include "primitives/result_iterator.h"

namespace ravel {

/// A copy is the same future.
template <class Result>
class Future {
 public:
  explicit Future(std::shared_ptr<PendingResult<Result>> pending) : pending_(std::move(pending)) {}

  /// Blocks until the task has ended, at most for `timeout`: TimeoutError, if it has not. Throws
  /// Cancelled if it was, TaskError if an exception left the task, BrokenPool if a worker died.
  Result result(os::Timeout timeout = os::kForever, os::Where where = os::Where::here()) const {
    return pending_->get(timeout, where);
  }

  /// What `result` throws, or nothing if it returns. Throws TimeoutError and Cancelled itself.
  std::exception_ptr exception(os::Timeout timeout = os::kForever,
                               os::Where where = os::Where::here()) const {
    if (!pending_->wait(timeout, where)) throw TimeoutError("the result is not there yet");
    if (cancelled()) std::rethrow_exception(pending_->error());
    return pending_->error();
  }

  /// The task is not performed, unless it has begun: false then. Cancelling again is harmless.
  bool cancel() { return pending_->cancel(); }

  bool cancelled() const { return pending_->state() == Pending::State::Cancelled; }
  bool running() const { return pending_->state() == Pending::State::Running; }

  /// Ended or cancelled.
  bool done(os::Where where = os::Where::here()) const { return pending_->ready(where); }

  /// Calls `callback` with this future once it is done: at once, if it is. It runs in a thread of
  /// its own, one callback after the other. An exception that leaves it is reported, and changes
  /// nothing else.
  void add_done_callback(std::function<void(Future)> callback) {
    pending_->add_callback(
        [pending = pending_, callback = std::move(callback)] { callback(Future(pending)); });
  }

  /// For those that wait for several.
  Pending& pending() const noexcept { return *pending_; }

 private:
  std::shared_ptr<PendingResult<Result>> pending_;
};

enum class ReturnWhen : std::uint8_t { FirstCompleted, FirstException, AllCompleted };

template <class Result>
struct DoneAndNotDone {
  std::vector<Future<Result>> done;
  std::vector<Future<Result>> not_done;
};

/// Blocks until the first of `futures` is done, or the first that failed (or all), or all are, at
/// most for `timeout`. A future that is named twice counts once.
template <class Result>
DoneAndNotDone<Result> wait(os::Os& os, std::vector<Future<Result>> futures,
                            ReturnWhen when = ReturnWhen::AllCompleted,
                            os::Timeout timeout = os::kForever,
                            os::Where where = os::Where::here());

/// `futures` as they are done, each of them once.
template <class Result>
class AsCompleted {
 public:
  /// `timeout` counts from here.
  AsCompleted(os::Os& os, std::vector<Future<Result>> futures, os::Timeout timeout = os::kForever);

  /// Nothing after the last one. Throws TimeoutError, "2 (of 3) futures unfinished".
  std::optional<Future<Result>> next(os::Where where = os::Where::here()) {
    if (taken_ == futures_.size()) return std::nullopt;
    const auto number = arrivals_.next(limit_.left(), where);
    if (!number)
      throw TimeoutError(std::to_string(futures_.size() - taken_) + " (of " +
                         std::to_string(futures_.size()) + ") futures unfinished");
    ++taken_;
    return futures_[*number];
  }

 private:
  std::vector<Future<Result>> futures_;
  Arrivals arrivals_;
  TimeLimit limit_;
  std::size_t taken_ = 0;
};

template <class Result>
AsCompleted(os::Os&, std::vector<Future<Result>>) -> AsCompleted<Result>;

namespace detail {

template <class Result>
std::vector<Future<Result>> each_once(const std::vector<Future<Result>>& futures) {
  std::vector<Future<Result>> unique;
  for (const Future<Result>& future : futures) {
    bool known = false;
    for (const Future<Result>& other : unique) known |= &other.pending() == &future.pending();
    if (!known) unique.push_back(future);
  }
  return unique;
}

}  // namespace detail

template <class Result>
AsCompleted<Result>::AsCompleted(os::Os& os, std::vector<Future<Result>> futures,
                                 os::Timeout timeout)
    : futures_(detail::each_once(futures)), arrivals_(os), limit_(os, timeout) {
  for (std::size_t i = 0; i < futures_.size(); ++i) arrivals_.expect(futures_[i].pending(), i);
}

template <class Result>
DoneAndNotDone<Result> wait(os::Os& os, std::vector<Future<Result>> futures, ReturnWhen when,
                            os::Timeout timeout, os::Where where) {
  futures = detail::each_once(futures);
  Arrivals arrivals(os);
  for (std::size_t i = 0; i < futures.size(); ++i) arrivals.expect(futures[i].pending(), i);
  const TimeLimit limit(os, timeout);
  for (std::size_t seen = 0; seen < futures.size(); ++seen) {
    const auto number = arrivals.next(limit.left(), where);
    if (!number || when == ReturnWhen::FirstCompleted) break;
    const bool failed = futures[*number].pending().error() && !futures[*number].cancelled();
    if (when == ReturnWhen::FirstException && failed) break;
  }
  DoneAndNotDone<Result> result;
  for (Future<Result>& future : futures)
    (future.done(where) ? result.done : result.not_done).push_back(std::move(future));
  return result;
}

}  // namespace ravel
