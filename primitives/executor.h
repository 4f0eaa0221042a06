// An executor on worker processes, as concurrent.futures has it.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "primitives/crew.h"
#include "primitives/future.h"
#include "primitives/os/os.h"
#include "primitives/result_iterator.h"
#include "primitives/submissions.h"
#include "primitives/worker.h"

namespace ravel {

struct ExecutorOptions {
  std::optional<std::size_t> max_workers = {};          ///< nothing: cpu_count
  std::optional<std::size_t> max_tasks_per_child = {};  ///< after so many a worker is replaced
};

/// Tasks, their arguments and exceptions are those of a Pool.
///
/// A worker that dies, or whose initializer fails, breaks the executor: all futures that are not
/// done fail with BrokenPool, of which WorkerDied is one, and so does whoever submits later; the
/// other workers are ended. Nobody waits for ever.
///
/// The executor belongs to its process; a daemon may not have one. The end of its scope is a
/// `shutdown` that does not wait: what was submitted is done, and the process waits for that at its
/// end.
class ProcessPoolExecutor {
 public:
  /// Starts all workers. Throws std::invalid_argument for a number of 0, std::logic_error in a
  /// daemon, std::system_error when the system refuses.
  explicit ProcessPoolExecutor(os::Os& os, ExecutorOptions options = {})
      : ProcessPoolExecutor(os, options, plain_workers(os), false) {}

  template <class... Parameters, class... Arguments>
  ProcessPoolExecutor(os::Os& os, ExecutorOptions options,
                      void (*initializer)(os::Os&, Parameters...), Arguments&&... arguments)
      : ProcessPoolExecutor(
            os, options,
            initialized_workers(os, initializer, std::forward<Arguments>(arguments)...), true) {}

  ProcessPoolExecutor(ProcessPoolExecutor&&) noexcept = default;
  ProcessPoolExecutor& operator=(ProcessPoolExecutor&&) = delete;
  ~ProcessPoolExecutor();

  /// Throws std::logic_error after `shutdown`, BrokenPool once the executor is broken.
  template <class Result, class... Parameters, class... Arguments>
  Future<Result> submit(TaskFunction<Result, Parameters...> task, Arguments&&... arguments) {
    return Future<Result>(
        submit_call(*crew_, Callbacks<Result>(), task, std::forward<Arguments>(arguments)...));
  }

  /// One result after the other, in the order of `items`. All of them have to be there `timeout`
  /// after this call. Throws std::invalid_argument for a chunk of 0.
  template <class Result, class Parameter>
  ResultIterator<Returned<Result>> map(TaskFunction<Result, Parameter> task,
                                       const std::vector<std::type_identity_t<Parameter>>& items,
                                       os::Timeout timeout = os::kForever,
                                       std::size_t chunk_size = 1) {
    std::optional<TimeLimit> limit;
    if (timeout) limit.emplace(crew_->os(), timeout);
    return {submit_parts(*crew_, task, as_arguments<Parameter>(items), chunk_size), {}, limit};
  }

  /// No new tasks. What was submitted is done, except, with `cancel_futures`, what has not begun,
  /// which is cancelled. Waits for the workers to end, unless `wait` is false.
  void shutdown(bool wait = true, bool cancel_futures = false, os::Where where = os::Where::here());

 private:
  ProcessPoolExecutor(os::Os& os, const ExecutorOptions& options, WorkerMaker make_worker,
                      bool introduces);

  std::shared_ptr<Crew> crew_;
};

}  // namespace ravel
