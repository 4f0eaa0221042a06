// How the results of tasks can fail.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace ravel {

/// An exception that left a task in a worker: `what()` is its message. Its type is known by name
/// only, since the exception itself stayed in the worker.
class TaskError : public std::runtime_error {
 public:
  TaskError(std::string type, const std::string& message)
      : std::runtime_error(message), type_(std::move(type)) {}

  /// "std::out_of_range", "shop::SoldOut", ...
  const std::string& type_name() const noexcept { return type_; }

 private:
  std::string type_;
};

/// There is nobody who could do the task: the pool was terminated, a worker could not begin, or, in
/// an executor, one has died.
class BrokenPool : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The worker that had the task ended abruptly: it was killed, or the task called os::Os::exit.
class WorkerDied : public BrokenPool {
 public:
  using BrokenPool::BrokenPool;
};

/// A result was not there in time: Python's TimeoutError.
class TimeoutError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The future was cancelled before its task began: Python's CancelledError.
class Cancelled : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace ravel
