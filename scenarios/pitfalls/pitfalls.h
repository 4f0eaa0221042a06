// Mistakes that the documentation of multiprocessing warns of, or that its issues report, each with
// what is right instead: one function for each file.
#pragma once

#include <vector>

#include "checker/scenario.h"

namespace ravel {

std::vector<Scenario> event_pulse_scenarios();
std::vector<Scenario> executor_failure_scenarios();
std::vector<Scenario> exit_waits_scenarios();
std::vector<Scenario> forgotten_join_scenarios();
std::vector<Scenario> join_scenarios();
std::vector<Scenario> killed_waiters_scenarios();
std::vector<Scenario> lock_exception_scenarios();
std::vector<Scenario> lock_twice_scenarios();
std::vector<Scenario> manager_item_scenarios();
std::vector<Scenario> named_memory_scenarios();
std::vector<Scenario> notify_before_wait_scenarios();
std::vector<Scenario> pipe_end_scenarios();
std::vector<Scenario> pool_failure_scenarios();
std::vector<Scenario> queue_feeder_scenarios();
std::vector<Scenario> queue_killed_scenarios();
std::vector<Scenario> queue_limit_scenarios();
std::vector<Scenario> terminated_holder_scenarios();
std::vector<Scenario> timeout_ignored_scenarios();
std::vector<Scenario> unfinished_task_scenarios();
std::vector<Scenario> value_plus_equals_scenarios();
std::vector<Scenario> wrong_release_scenarios();

}  // namespace ravel
