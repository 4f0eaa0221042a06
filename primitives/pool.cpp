// The life of a pool.
#include "primitives/pool.h"

#include <algorithm>
#include <stdexcept>

#include "primitives/current_process.h"

namespace ravel {

Pool::Pool(os::Os& os, const PoolOptions& options, WorkerMaker make_worker, bool introduces) {
  const std::size_t processes = options.processes.value_or(cpu_count(os));
  if (processes == 0) throw std::invalid_argument("a pool has at least one process");
  if (options.tasks_per_child == std::size_t{0})
    throw std::invalid_argument("a child of a pool performs at least one task");
  crew_ = Crew::start(os, {.workers = processes,
                           .tasks_per_worker = options.tasks_per_child,
                           .replaces_dead = true,
                           .introduces = introduces,
                           .make_worker = std::move(make_worker)});
}

Pool::~Pool() {
  if (crew_) crew_->stop_unseen();
}

void Pool::terminate() {
  crew_->terminate(std::make_exception_ptr(BrokenPool("the pool was terminated")));
}

std::size_t Pool::default_chunk(std::size_t items) const noexcept {
  const std::size_t shares = 4 * crew_->workers();
  return std::max<std::size_t>(1, (items + shares - 1) / shares);
}

}  // namespace ravel
