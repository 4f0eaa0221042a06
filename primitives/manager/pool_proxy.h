// Proxies of pools, and of the results of their tasks.
#pragma once

#include <cereal/types/vector.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "primitives/jobs.h"
#include "primitives/manager/pool_outcome.h"
#include "primitives/manager/proxy.h"
#include "primitives/task.h"
#include "primitives/task_errors.h"

namespace ravel {

namespace manager {

/// What proxies of pools and of their results say to the server.
class PoolCalls : public Proxy {
 public:
  using Proxy::Proxy;

  std::vector<PoolOutcome> perform(const std::vector<Task>& tasks, os::Where where) const {
    return call<std::vector<PoolOutcome>>(where, "apply", tasks);
  }
  std::uint64_t submit(const std::vector<Task>& tasks, os::Where where) const {
    return call<std::uint64_t>(where, "submit", tasks);
  }
  bool ready(std::uint64_t ticket, os::Timeout timeout, os::Where where) const {
    return call_within<bool>(timeout, where, "ready", ticket, std::uint64_t{1});
  }
  PoolOutcome take(std::uint64_t ticket, os::Where where) const {
    return call<std::vector<PoolOutcome>>(where, "take", ticket, std::uint64_t{1}).front();
  }
  os::Os& os() const { return Proxy::os(); }

 protected:
  void tell(const char* method, os::Where where) const { call(where, method); }
};

}  // namespace manager

/// The result of a task of a manager's pool. A copy is the same result; it stays in its process.
template <class Result>
class PoolResultProxy {
 public:
  PoolResultProxy(manager::PoolCalls pool, std::uint64_t ticket)
      : pool_(std::move(pool)), ticket_(ticket) {}

  /// Blocks until the task has ended, at most for `timeout`: TimeoutError, if it has not. Throws as
  /// AsyncResult::get does.
  Result get(os::Timeout timeout = os::kForever, os::Where where = os::Where::here()) const {
    if (!wait(timeout, where)) throw TimeoutError("the result is not there yet");
    if (!*taken_) *taken_ = pool_.take(ticket_, where);
    return static_cast<Result>((*taken_)->template value<Returned<Result>>(pool_.os()));
  }
  /// Whether it is there.
  bool wait(os::Timeout timeout = os::kForever, os::Where where = os::Where::here()) const {
    return taken_->has_value() || pool_.ready(ticket_, timeout, where);
  }
  bool ready(os::Where where = os::Where::here()) const {
    return wait(std::chrono::nanoseconds(0), where);
  }

 private:
  manager::PoolCalls pool_;
  std::uint64_t ticket_;
  std::shared_ptr<std::optional<manager::PoolOutcome>> taken_ =
      std::make_shared<std::optional<manager::PoolOutcome>>();
};

/// Python's Pool of a manager: its workers are children of the server, for anybody who has the
/// proxy. Tasks, their arguments and their failures are those of a Pool. A result that nobody gets
/// is kept until the manager ends.
class PoolProxy : public manager::PoolCalls {
 public:
  using PoolCalls::PoolCalls;
  using Where = os::Where;

  /// Performs one task and waits for it.
  template <class Result, class... Parameters, class... Arguments>
  Result apply(TaskFunction<Result, Parameters...> task, Arguments&&... arguments) {
    const auto outcomes =
        perform({call_task(os(), task, std::forward<Arguments>(arguments)...)}, Where::here());
    return static_cast<Result>(outcomes.front().template value<Returned<Result>>(os()));
  }

  /// Throws std::logic_error after `close`, BrokenPool after `terminate`, as all that submit.
  template <class Result, class... Parameters, class... Arguments>
  PoolResultProxy<Result> apply_async(TaskFunction<Result, Parameters...> task,
                                      Arguments&&... arguments) {
    return {*this,
            submit({call_task(os(), task, std::forward<Arguments>(arguments)...)}, Where::here())};
  }

  /// Results in the order of `items`, which are sent in chunks. Throws the failure of the first
  /// item that has one, when all have been done.
  template <class Result, class Parameter>
  std::vector<Returned<Result>> map(TaskFunction<Result, Parameter> task,
                                    const std::vector<std::type_identity_t<Parameter>>& items,
                                    std::size_t chunk_size = 1) {
    std::vector<Returned<Result>> results;
    const auto tasks = chunk_tasks(os(), task, as_arguments<Parameter>(items), chunk_size);
    for (const manager::PoolOutcome& outcome : perform(tasks, Where::here()))
      for (auto& result : outcome.template value<std::vector<Returned<Result>>>(os()))
        results.push_back(std::move(result));
    return results;
  }

  /// No new tasks; what was submitted is done. Does not wait.
  void close(Where where = Where::here()) { tell("close", where); }
  /// Ends the workers at once; what is not done fails with BrokenPool. Does not wait.
  void terminate(Where where = Where::here()) { tell("terminate", where); }
  /// Waits until all tasks are done, or have failed. Throws std::logic_error before the two above.
  void join(Where where = Where::here()) { tell("join", where); }
};

}  // namespace ravel
