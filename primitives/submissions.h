// Calls of functions as jobs of a crew: what pools and executors submit.
#pragma once

#include <cstddef>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "primitives/crew.h"
#include "primitives/jobs.h"

namespace ravel {

template <class Result>
using ResultOf = std::shared_ptr<PendingResult<Result>>;

/// Of a call for each of several items.
template <class Result>
using Results = std::vector<Returned<Result>>;

/// One call; `callbacks` see its result first.
template <class Result, class... Parameters, class... Arguments>
ResultOf<Result> submit_call(Crew& crew, Callbacks<Result> callbacks,
                             TaskFunction<Result, Parameters...> function,
                             Arguments&&... arguments) {
  Task task = call_task(crew.os(), function, std::forward<Arguments>(arguments)...);
  auto pending = std::make_shared<PendingResult<Result>>(crew.os(), crew.lock(), os::Where::here());
  pending->set_callbacks(std::move(callbacks));
  crew.submit({std::make_shared<SingleJob<Result>>(std::move(task), pending)});
  return pending;
}

/// A call for each of `items`, with one result for all of them.
template <class Result, class... Parameters>
ResultOf<Results<Result>> submit_map(Crew& crew, Callbacks<Results<Result>> callbacks,
                                     TaskFunction<Result, Parameters...> function,
                                     const std::vector<std::tuple<Parameters...>>& items,
                                     std::size_t chunk_size) {
  std::vector<Task> tasks = chunk_tasks(crew.os(), function, items, chunk_size);
  auto pending =
      std::make_shared<PendingResult<Results<Result>>>(crew.os(), crew.lock(), os::Where::here());
  pending->set_callbacks(std::move(callbacks));
  const auto chunks =
      std::make_shared<Chunks<Returned<Result>>>(tasks.size(), crew.lock(), pending);
  std::vector<std::shared_ptr<Job>> jobs;
  for (Task& task : tasks)
    jobs.push_back(
        std::make_shared<ChunkJob<Returned<Result>>>(std::move(task), chunks, jobs.size()));
  crew.submit(jobs);
  if (jobs.empty()) pending->succeed({});
  return pending;
}

/// A call for each of `items`, with a result for each chunk.
template <class Result, class... Parameters>
std::vector<ResultOf<Results<Result>>> submit_parts(
    Crew& crew, TaskFunction<Result, Parameters...> function,
    const std::vector<std::tuple<Parameters...>>& items, std::size_t chunk_size) {
  std::vector<ResultOf<Results<Result>>> parts;
  std::vector<std::shared_ptr<Job>> jobs;
  for (Task& task : chunk_tasks(crew.os(), function, items, chunk_size)) {
    parts.push_back(std::make_shared<PendingResult<Results<Result>>>(crew.os(), crew.lock(),
                                                                     os::Where::here()));
    jobs.push_back(std::make_shared<SingleJob<Results<Result>>>(std::move(task), parts.back()));
  }
  crew.submit(jobs);
  return parts;
}

}  // namespace ravel
