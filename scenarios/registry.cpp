// The list itself: a scenario exists because it stands here, or in the list of a subject that does.
#include <algorithm>
#include <iterator>
#include <tuple>

#include "scenarios/classics/classics.h"
#include "scenarios/main/main.h"
#include "scenarios/oracles/oracles.h"
#include "scenarios/pitfalls/pitfalls.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

using Subject = std::vector<Scenario> (*)();

constexpr Subject kSubjects[] = {
    aba_stack_scenarios,
    array_increment_scenarios,
    bakery_scenarios,
    barrier_semaphore_scenarios,
    bounded_buffer_scenarios,
    chat_server_scenarios,
    check_then_act_file_scenarios,
    condition_oracles,
    daemon_scenarios,
    dekker_scenarios,
    dining_scenarios,
    double_checked_init_scenarios,
    event_pulse_scenarios,
    executor_failure_scenarios,
    executor_scenarios,
    exit_waits_scenarios,
    forgotten_join_scenarios,
    global_isolation_scenarios,
    h2o_scenarios,
    join_file_result_scenarios,
    join_scenarios,
    joinable_queue_scenarios,
    killed_waiters_scenarios,
    list_isolation_scenarios,
    lock_exception_scenarios,
    lock_order_scenarios,
    lock_twice_scenarios,
    locked_printers_scenarios,
    lost_wakeup_scenarios,
    manager_dict_scenarios,
    manager_item_scenarios,
    manager_list_scenarios,
    named_memory_scenarios,
    notify_before_wait_scenarios,
    peterson_scenarios,
    pipe_end_scenarios,
    pipe_swap_scenarios,
    pool_callback_scenarios,
    pool_failure_scenarios,
    pool_server_scenarios,
    pool_task_scenarios,
    priority_handoff_scenarios,
    process_name_scenarios,
    process_spawn_args_scenarios,
    queue_feeder_scenarios,
    queue_killed_scenarios,
    queue_limit_scenarios,
    queue_pairs_scenarios,
    queue_walk_scenarios,
    readers_writers_scenarios,
    santa_scenarios,
    semaphore_as_mutex_scenarios,
    semaphore_guests_scenarios,
    sleeping_barber_scenarios,
    smokers_scenarios,
    start_and_join_scenarios,
    terminate_scenarios,
    terminated_holder_scenarios,
    thread_daemon_scenarios,
    thread_sharing_scenarios,
    thread_start_scenarios,
    ticket_failure_scenarios,
    ticket_scenarios,
    timeout_ignored_scenarios,
    traffic_light_scenarios,
    unfinished_task_scenarios,
    unisex_bathroom_scenarios,
    value_increment_scenarios,
    value_plus_equals_scenarios,
    wrong_release_scenarios,
};

}  // namespace

std::vector<Scenario> scenarios() {
  std::vector<Scenario> all = {
      fifo(),           floating_read(),        kill_lock_holder(),
      kill_writer(),    last_write(),           last_zero(),
      lock_leak(),      lock_order(),           lost_update(),
      philosophers(),   philosophers_ordered(), readers(),
      tickets_locked(), tickets_unlocked(),     timed_acquire(),
  };
  for (const Subject subject : kSubjects) std::ranges::move(subject(), std::back_inserter(all));
  std::ranges::sort(all, {}, [](const Scenario& s) { return std::tie(s.group, s.name); });
  return all;
}

}  // namespace ravel
