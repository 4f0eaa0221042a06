// The programs of the multiprocessing tutorials, each with what goes wrong in it: one function for
// each file.
#pragma once

#include <vector>

#include "checker/scenario.h"

namespace ravel {

std::vector<Scenario> array_increment_scenarios();
std::vector<Scenario> chat_server_scenarios();
std::vector<Scenario> daemon_scenarios();
std::vector<Scenario> executor_scenarios();
std::vector<Scenario> global_isolation_scenarios();
std::vector<Scenario> join_file_result_scenarios();
std::vector<Scenario> joinable_queue_scenarios();
std::vector<Scenario> list_isolation_scenarios();
std::vector<Scenario> locked_printers_scenarios();
std::vector<Scenario> manager_dict_scenarios();
std::vector<Scenario> manager_list_scenarios();
std::vector<Scenario> pipe_swap_scenarios();
std::vector<Scenario> pool_callback_scenarios();
std::vector<Scenario> pool_server_scenarios();
std::vector<Scenario> pool_task_scenarios();
std::vector<Scenario> process_name_scenarios();
std::vector<Scenario> process_spawn_args_scenarios();
std::vector<Scenario> queue_pairs_scenarios();
std::vector<Scenario> queue_walk_scenarios();
std::vector<Scenario> semaphore_guests_scenarios();
std::vector<Scenario> start_and_join_scenarios();
std::vector<Scenario> terminate_scenarios();
std::vector<Scenario> thread_daemon_scenarios();
std::vector<Scenario> thread_sharing_scenarios();
std::vector<Scenario> thread_start_scenarios();
std::vector<Scenario> ticket_failure_scenarios();
std::vector<Scenario> ticket_scenarios();
std::vector<Scenario> traffic_light_scenarios();
std::vector<Scenario> value_increment_scenarios();

}  // namespace ravel
