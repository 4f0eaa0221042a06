// The list itself: a scenario exists because it stands here.
#include "scenarios/main/main.h"

#include "scenarios/oracles/oracles.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {

std::vector<Scenario> scenarios() {
  return {
      floating_read(),
      kill_lock_holder(),
      kill_writer(),
      last_write(),
      last_zero(),
      lock_leak(),
      lock_order(),
      lost_update(),
      philosophers(),
      philosophers_ordered(),
      readers(),
      tickets_locked(),
      tickets_unlocked(),
      timed_acquire(),
      global_isolation(),
      join_file_result(),
      ticket_guarded(),
      ticket_locked_check_unlocked(),
      ticket_nolock_oversell(),
      value_locked_increment(),
      value_nolock_increment(),
  };
}

}  // namespace ravel
