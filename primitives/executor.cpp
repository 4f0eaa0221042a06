// The life of an executor.
#include "primitives/executor.h"

#include <stdexcept>

#include "primitives/current_process.h"

namespace ravel {

ProcessPoolExecutor::ProcessPoolExecutor(os::Os& os, const ExecutorOptions& options,
                                         WorkerMaker make_worker, bool introduces) {
  const std::size_t workers = options.max_workers.value_or(cpu_count(os));
  if (workers == 0) throw std::invalid_argument("an executor has at least one worker");
  if (options.max_tasks_per_child == std::size_t{0})
    throw std::invalid_argument("a child of an executor performs at least one task");
  crew_ = Crew::start(os, {.workers = workers,
                           .tasks_per_worker = options.max_tasks_per_child,
                           .replaces_dead = false,
                           .introduces = introduces,
                           .make_worker = std::move(make_worker)});
}

ProcessPoolExecutor::~ProcessPoolExecutor() {
  if (crew_) crew_->finish_unseen();
}

void ProcessPoolExecutor::shutdown(bool wait, bool cancel_futures, os::Where where) {
  crew_->close();
  if (cancel_futures) crew_->cancel_queued();
  if (wait) crew_->join(where);
}

}  // namespace ravel
