// Starting several processes, and waiting for all of them. Between `start` and `join` everything
// that several processes print comes in any order; behind the joins nothing of them comes any more.
//
// - single-worker-join: one worker, joined: one order.
// - start-all-join-all: n workers that print a line each: n! orders.
// - ten-process-join-then-sum: each prints twice, its pid before its number: (2n)!/2^n orders, the
//   sum always last.
// - process-subclass-two: two processes that nobody joins: 2 orders. (In Python they are objects of
//   a subclass with a `run` of its own; here that is a function.)
#include <fmt/format.h>

#include <algorithm>

#include "primitives/all.h"
#include "scenarios/log.h"
#include "scenarios/team.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;

char small_letter(std::int64_t i) {
  return static_cast<char>('a' + i);
}
char capital_letter(std::int64_t i) {
  return static_cast<char>('A' + i);
}

void interval_worker(os::Os& os, Log log) {
  print(os, "process start");
  log.add('s');
  os.sleep(20ms);
  print(os, "process   end");
  log.add('e');
}

void join_one(os::Os& os, const Parameters&) {
  Log log(os, 3);
  Process worker(os, interval_worker, log);
  worker.start();
  worker.join();
  print(os, "end!");
  log.add('!');
  os.observe("order", log.text());
}

void numbered_worker(os::Os& os, std::int64_t number, Log log) {
  print(os, "worker {}", number);
  log.add(small_letter(number));
}

void join_all(os::Os& os, const Parameters& with) {
  Log log(os, static_cast<std::size_t>(with["processes"] + 1), with["orders"] != 0);
  Team team(os);
  for (std::int64_t i = 0; i < with["processes"]; ++i) team.add(numbered_worker, i, log);
  team.run();
  print(os, "end ...");
  log.add('.');
  os.observe("order", log.text());
}

void pid_then_number(os::Os& os, std::int64_t number, std::uint64_t parent, Log log) {
  print(os, "{} {}", os.pid(), parent);
  log.add(small_letter(number));
  os.sleep(20ms);
  print(os, "{}", number);
  log.add(capital_letter(number));
}

void join_then_sum(os::Os& os, const Parameters& with) {
  Log log(os, static_cast<std::size_t>(2 * with["processes"] + 1), with["orders"] != 0);
  Team team(os);
  for (std::int64_t i = 0; i < with["processes"]; ++i) team.add(pid_then_number, i, os.pid(), log);
  team.run();
  print(os, "sum");
  log.add('.');
  os.observe("order", log.text());
}

void join_nobody(os::Os& os, const Parameters&) {
  Log log(os, 2);
  Team team(os);
  for (int i = 0; i < 2; ++i) team.add(numbered_worker, i, log);
  team.start();
  // The main process's code ends here. What follows every process does at its end.
  team.join();
  os.observe("order", log.text());
}

std::optional<std::string> end_is_last(const Outcome& outcome, const Parameters&) {
  const auto& order = std::get<std::string>(outcome.at("order"));
  if (order.empty() || order.find_first_of(".!") == order.size() - 1) return std::nullopt;
  return "the joins did not wait";
}

}  // namespace

std::vector<Scenario> start_and_join_scenarios() {
  return {
      {.name = "single-worker-join",
       .group = "tutorial",
       .summary = "a worker that is joined: one order",
       .body = join_one,
       .invariant = end_is_last},
      {.name = "start-all-join-all",
       .group = "tutorial",
       .summary = "workers print in any order, the end comes last: n! orders",
       .parameters = {{"processes", "workers", 5, 4, 1, 26}, orders_parameter(true)},
       .body = join_all,
       .invariant = end_is_last},
      {.name = "ten-process-join-then-sum",
       .group = "tutorial",
       .summary = "each prints its pid, then its number; the sum comes last: (2n)!/2^n orders",
       .parameters = {{"processes", "that are started and joined", 10, 3, 1, 26},
                      orders_parameter(true)},
       .body = join_then_sum,
       .invariant = end_is_last},
      {.name = "process-subclass-two",
       .group = "tutorial",
       .summary = "two processes that nobody joins: two orders",
       .body = join_nobody},
  };
}

}  // namespace ravel
