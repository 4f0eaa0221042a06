// The list itself: a scenario exists because it stands here.
#include "scenarios/main/main.h"

#include "scenarios/tutorial/tutorial.h"

namespace ravel {

std::vector<Scenario> scenarios() {
  return {
      global_isolation(),       join_file_result(),
      ticket_guarded(),         ticket_locked_check_unlocked(),
      ticket_nolock_oversell(), value_locked_increment(),
      value_nolock_increment(),
  };
}

}  // namespace ravel
