// Mistakes that the documentation of multiprocessing warns of, or that its issues report, each with
// what is right instead: one function for each file.
#pragma once

#include <vector>

#include "checker/scenario.h"

namespace ravel {

std::vector<Scenario> event_pulse_scenarios();
std::vector<Scenario> exit_waits_scenarios();
std::vector<Scenario> forgotten_join_scenarios();
std::vector<Scenario> killed_waiters_scenarios();
std::vector<Scenario> lock_exception_scenarios();
std::vector<Scenario> lock_twice_scenarios();
std::vector<Scenario> notify_before_wait_scenarios();
std::vector<Scenario> terminated_holder_scenarios();
std::vector<Scenario> timeout_ignored_scenarios();
std::vector<Scenario> value_plus_equals_scenarios();
std::vector<Scenario> wrong_release_scenarios();

}  // namespace ravel
