// A result that is still to come, whoever waits for it and whoever brings it: what AsyncResult and
// Future have in common.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "primitives/lock.h"
#include "primitives/os/os.h"
#include "primitives/permits.h"
#include "primitives/shared_word.h"
#include "primitives/task.h"
#include "primitives/task_errors.h"

namespace ravel {

/// Queued -> Running -> Done, or Queued -> Cancelled. All calls may be made by any thread.
class Pending {
 public:
  enum class State : std::uint8_t { Queued, Running, Cancelled, Done };
  using Callback = std::function<void()>;

  /// `lock` guards the state; it may be shared with others.
  Pending(os::Os& os, Lock lock, os::Where where);
  Pending(const Pending&) = delete;
  Pending& operator=(const Pending&) = delete;
  virtual ~Pending() = default;

  /// Blocks until it is Done or Cancelled, at most for `timeout`; false if it is not.
  bool wait(os::Timeout timeout, os::Where where);
  bool ready(os::Where where) const;
  State state();

  /// Nothing, unless it failed. Only when it is ready.
  std::exception_ptr error() const { return error_; }

  /// Queued -> Running; false if it was cancelled. Again: nothing changes.
  bool begin();
  /// Queued -> Cancelled. False when it is too late.
  bool cancel();
  void fail(std::exception_ptr error);

  /// `observer` is called once, when this is ready: at once if it is. It must not throw.
  void observe(Callback observer);

  /// The same with what a user gives: in a thread of its own, so that an exception is reported and
  /// hurts nobody; and in turn.
  void add_callback(Callback callback);

  os::Os& os() const noexcept { return os_; }

 protected:
  /// The last step: from now on it is ready.
  void conclude(State state);

  /// Runs `callback` in a thread of its own and waits for that.
  void run_isolated(const Callback& callback);

  /// What a user wants to be called before anybody sees that it is ready.
  virtual void before_ready() {}

 private:
  os::Os& os_;
  Lock lock_;
  SharedWord ready_;
  Permits gate_;  ///< one permit when it is ready, which each who waits passes on
  State state_ = State::Queued;
  std::vector<Callback> observers_;
  std::exception_ptr error_;
};

/// What a user of a pool wants to be called with the result, or with what went wrong.
template <class Result>
struct Callbacks {
  std::function<void(const Returned<Result>&)> callback;
  std::function<void(std::exception_ptr)> error_callback;
};

/// Of a result of type Result.
template <class Result>
class PendingResult final : public Pending {
 public:
  using Pending::Pending;

  void succeed(Returned<Result> value) {
    value_ = std::move(value);
    conclude(State::Done);
  }

  /// Throws TimeoutError if it is not ready in time, and what the task failed with.
  Result get(os::Timeout timeout, os::Where where) {
    if (!wait(timeout, where)) throw TimeoutError("the result is not there yet");
    if (error()) std::rethrow_exception(error());
    if constexpr (!std::is_void_v<Result>) return *value_;
  }

  /// Before it is submitted.
  void set_callbacks(Callbacks<Result> callbacks) { callbacks_ = std::move(callbacks); }

 private:
  void before_ready() override {
    if (error() && callbacks_.error_callback)
      run_isolated([this] { callbacks_.error_callback(error()); });
    if (!error() && callbacks_.callback) run_isolated([this] { callbacks_.callback(*value_); });
  }

  std::optional<Returned<Result>> value_;
  Callbacks<Result> callbacks_;
};

}  // namespace ravel
