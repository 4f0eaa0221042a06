// A pool of worker processes, as multiprocessing has it.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "primitives/async_result.h"
#include "primitives/crew.h"
#include "primitives/os/os.h"
#include "primitives/result_iterator.h"
#include "primitives/submissions.h"
#include "primitives/worker.h"

namespace ravel {

struct PoolOptions {
  std::optional<std::size_t> processes = {};        ///< nothing: cpu_count
  std::optional<std::size_t> tasks_per_child = {};  ///< after so many a worker is replaced
};

/// A task is a plain function `Result f(os::Os&, parameters...)` (a lambda that captures nothing is
/// written `+[](os::Os&, int) { ... }`); its arguments and its result are encoded, and carry no
/// primitives. Workers get those by the initializer, whose arguments may be any of a Process's.
///
/// - An exception that leaves a task reaches the caller as a TaskError, with its message and the
///   name of its type.
/// - A worker that dies in a task, in whatever way: that result fails with WorkerDied, another
///   worker takes its place, and everything else goes on. (In CPython nobody gets the result, for
///   ever.)
/// - A callback runs in a thread of its own before the result is ready. An exception that leaves it
///   is reported as that of any thread, and changes nothing else. (In CPython no result comes any
///   more.) One that waits for a result of its own worker waits for ever.
/// - An initializer that fails breaks the pool: all results fail with BrokenPool. (CPython starts
///   one worker after the other, for ever.)
/// - After `terminate`, results that are not ready fail with BrokenPool. (In CPython they never
///   become ready.)
///
/// The pool belongs to its process. Its workers are daemons, which may not have pools. The end of
/// its scope terminates it and does not wait; the process does, at its end.
class Pool {
 public:
  /// Starts the workers. Throws std::invalid_argument for a number of 0, std::logic_error in a
  /// daemon, std::system_error when the system refuses.
  explicit Pool(os::Os& os, PoolOptions options = {})
      : Pool(os, options, plain_workers(os), false) {}

  template <class... Parameters, class... Arguments>
  Pool(os::Os& os, PoolOptions options, void (*initializer)(os::Os&, Parameters...),
       Arguments&&... arguments)
      : Pool(os, options,
             initialized_workers(os, initializer, std::forward<Arguments>(arguments)...), true) {}

  Pool(Pool&&) noexcept = default;
  Pool& operator=(Pool&&) = delete;
  ~Pool();

  /// Performs one task and waits for it.
  template <class Result, class... Parameters, class... Arguments>
  Result apply(TaskFunction<Result, Parameters...> task, Arguments&&... arguments) {
    return apply_async(task, std::forward<Arguments>(arguments)...).get();
  }

  /// Throws std::logic_error after `close`, BrokenPool once the pool is broken, as all that submit.
  template <class Result, class... Parameters, class... Arguments>
  AsyncResult<Result> apply_async(TaskFunction<Result, Parameters...> task,
                                  Arguments&&... arguments) {
    return apply_async(Callbacks<Result>(), task, std::forward<Arguments>(arguments)...);
  }
  template <class Result, class... Parameters, class... Arguments>
  AsyncResult<Result> apply_async(Callbacks<std::type_identity_t<Result>> callbacks,
                                  TaskFunction<Result, Parameters...> task,
                                  Arguments&&... arguments) {
    return AsyncResult<Result>(
        submit_call(*crew_, std::move(callbacks), task, std::forward<Arguments>(arguments)...));
  }

  /// Results in the order of `items`, which are sent in chunks: of one fourth of a worker's share
  /// if `chunk_size` is 0. After a failure the rest of its chunk is left out, all other chunks are
  /// done, and then the first failure that came is thrown.
  template <class Result, class Parameter>
  Results<Result> map(TaskFunction<Result, Parameter> task,
                      const std::vector<std::type_identity_t<Parameter>>& items,
                      std::size_t chunk_size = 0) {
    return map_async(task, items, chunk_size).get();
  }
  template <class Result, class Parameter>
  AsyncResult<Results<Result>> map_async(TaskFunction<Result, Parameter> task,
                                         const std::vector<std::type_identity_t<Parameter>>& items,
                                         std::size_t chunk_size = 0,
                                         Callbacks<Results<Result>> callbacks = {}) {
    return starmap_async(task, as_arguments<Parameter>(items), chunk_size, std::move(callbacks));
  }

  /// The same with a list of arguments for each call.
  template <class Result, class... Parameters>
  Results<Result> starmap(TaskFunction<Result, Parameters...> task,
                          const std::vector<std::tuple<Parameters...>>& items,
                          std::size_t chunk_size = 0) {
    return starmap_async(task, items, chunk_size).get();
  }
  template <class Result, class... Parameters>
  AsyncResult<Results<Result>> starmap_async(TaskFunction<Result, Parameters...> task,
                                             const std::vector<std::tuple<Parameters...>>& items,
                                             std::size_t chunk_size = 0,
                                             Callbacks<Results<Result>> callbacks = {}) {
    const std::size_t size = chunk_size == 0 ? default_chunk(items.size()) : chunk_size;
    return AsyncResult<Results<Result>>(
        submit_map(*crew_, std::move(callbacks), task, items, size));
  }

  /// One result after the other, in the order of `items` or as they come. Throws
  /// std::invalid_argument for a chunk of 0.
  template <class Result, class Parameter>
  ResultIterator<Returned<Result>> imap(TaskFunction<Result, Parameter> task,
                                        const std::vector<std::type_identity_t<Parameter>>& items,
                                        std::size_t chunk_size = 1) {
    return {submit_parts(*crew_, task, as_arguments<Parameter>(items), chunk_size)};
  }
  template <class Result, class Parameter>
  ResultIterator<Returned<Result>> imap_unordered(
      TaskFunction<Result, Parameter> task,
      const std::vector<std::type_identity_t<Parameter>>& items, std::size_t chunk_size = 1) {
    auto parts = submit_parts(*crew_, task, as_arguments<Parameter>(items), chunk_size);
    return {parts, Arrivals(crew_->os(), parts)};
  }

  /// No new tasks; what was submitted is done. Does not wait.
  void close() { crew_->close(); }

  /// Ends the workers at once. Does not wait.
  void terminate();

  /// Waits until all workers have ended. Throws std::logic_error before `close` or `terminate`.
  void join(os::Where where = os::Where::here()) { crew_->join(where); }

 private:
  Pool(os::Os& os, const PoolOptions& options, WorkerMaker make_worker, bool introduces);
  std::size_t default_chunk(std::size_t items) const noexcept;

  std::shared_ptr<Crew> crew_;
};

}  // namespace ravel
