// The programs of the multiprocessing tutorials.
#pragma once

#include "checker/scenario.h"

namespace ravel {

Scenario global_isolation();
Scenario join_file_result();
Scenario ticket_guarded();
Scenario ticket_locked_check_unlocked();
Scenario ticket_nolock_oversell();
Scenario value_locked_increment();
Scenario value_nolock_increment();

}  // namespace ravel
