// The classic problems of concurrent programming, each with its right and its wrong versions: one
// function for each file.
#pragma once

#include <vector>

#include "checker/scenario.h"

namespace ravel {

std::vector<Scenario> aba_stack_scenarios();
std::vector<Scenario> bakery_scenarios();
std::vector<Scenario> barrier_semaphore_scenarios();
std::vector<Scenario> bounded_buffer_scenarios();
std::vector<Scenario> check_then_act_file_scenarios();
std::vector<Scenario> dekker_scenarios();
std::vector<Scenario> dining_scenarios();
std::vector<Scenario> double_checked_init_scenarios();
std::vector<Scenario> h2o_scenarios();
std::vector<Scenario> lock_order_scenarios();
std::vector<Scenario> lost_wakeup_scenarios();
std::vector<Scenario> peterson_scenarios();
std::vector<Scenario> priority_handoff_scenarios();
std::vector<Scenario> readers_writers_scenarios();
std::vector<Scenario> santa_scenarios();
std::vector<Scenario> semaphore_as_mutex_scenarios();
std::vector<Scenario> sleeping_barber_scenarios();
std::vector<Scenario> smokers_scenarios();
std::vector<Scenario> unisex_bathroom_scenarios();

}  // namespace ravel
