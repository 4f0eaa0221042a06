// The count of unfinished tasks is one word, changed in one step: there is no lock that could be
// left held.
#include "primitives/joinable_queue.h"

namespace ravel {

void finish_task(SharedWord& unfinished, os::Where where) {
  std::uint64_t now = unfinished.load(os::Access::Atomic, where);
  for (;;) {
    if (now == 0)
      throw std::invalid_argument("task_done: it was called more often than items were put");
    const std::uint64_t before = unfinished.compare_exchange(now, now - 1, where);
    if (before == now) return;
    now = before;
  }
}

bool wait_for_tasks(SharedWord& unfinished, os::Timeout timeout, os::Where where) {
  return unfinished.os().wait_until([&] { return unfinished.load(os::Access::Atomic, where) == 0; },
                                    timeout, where);
}

}  // namespace ravel
