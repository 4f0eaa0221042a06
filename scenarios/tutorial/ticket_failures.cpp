// More ways in which the sale of tickets can go, with everybody buying under the lock.
//
// - ticket-atomic-rename: right, although the look comes before the lock. The count is written to
//   another file, which then takes the place of the old one in one step: whoever reads finds the
//   old count or the new one, never an empty file. What is seen by that look is only information.
// - ticket-holder-killed: the first client is ended from outside, at any moment. If it holds the
//   lock then, all others wait for ever: nobody releases a lock in the name of the dead.
// - ticket-exception-in-lock: the first client fails between acquire and release, which is not
//   reached. A guard releases on every way out: see lock-exception.
#include <algorithm>

#include "primitives/all.h"
#include "scenarios/team.h"
#include "scenarios/tutorial/ticket_file.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

constexpr std::string_view kNewFile = "tickets.json.new";

/// True if there was a ticket.
template <bool atomic>
bool take_one(os::Os& os) {
  const int count = read_count(os);
  wait_for_network(os);
  if (count == 0) return false;
  if constexpr (atomic) {
    write_text(os, kNewFile, count_as_json(count - 1));
    rename_file(os, kNewFile, kTicketFile);
  } else {
    write_count(os, count - 1);
  }
  return true;
}

void look_then_buy(os::Os& os, int id, Lock lock, RawArray<int> sold) {
  print(os, "client {} sees {} tickets left", id, read_count(os));
  const auto guard = lock.hold();
  if (take_one<true>(os)) sold.store(static_cast<std::size_t>(id), 1);
}

void buy(os::Os& os, int id, Lock lock, RawArray<int> sold) {
  lock.acquire();
  if (take_one<false>(os)) sold.store(static_cast<std::size_t>(id), 1);
  lock.release();
}

void fail_to_buy(os::Os& os, int id, Lock lock, RawArray<int> sold) {
  lock.acquire();
  if (id == 0) throw std::runtime_error("the network is down");
  if (take_one<false>(os)) sold.store(static_cast<std::size_t>(id), 1);
  lock.release();
}

template <auto client, bool kill>
void sell(os::Os& os, const Parameters& with) {
  write_count(os, with["tickets"]);
  Lock lock(os);
  lock.label("tickets");
  const RawArray<int> sold(os, static_cast<std::size_t>(with["clients"]));
  Team team(os);
  for (int id = 0; id < with["clients"]; ++id) team.add(client, id, lock, sold);
  team.start();
  if (kill) team[0].terminate();
  team.join();
  os.observe("sold", std::ranges::count(sold.load_all(), 1));
  os.observe("left", read_count(os));
}

std::optional<std::string> sold_what_there_was(const Outcome& outcome, const Parameters& with) {
  if (integer(outcome, "sold") + integer(outcome, "left") == with["tickets"] &&
      integer(outcome, "sold") == std::min(with["tickets"], with["clients"]))
    return std::nullopt;
  return "the sold tickets and the left ones are not those that there were";
}

std::vector<ParameterSpec> parameters() {
  return {{"clients", "who want a ticket each", 10, 2, 1, 64},
          {"tickets", "in the file at the start", 3, 1, 0, 1000}};
}

}  // namespace

std::vector<Scenario> ticket_failure_scenarios() {
  using enum FindingKind;
  return {
      {.name = "ticket-atomic-rename",
       .group = "tutorial",
       .summary = "the new count replaces the old one in one step: looking needs no lock",
       .parameters = parameters(),
       .body = sell<look_then_buy, false>,
       .invariant = sold_what_there_was},
      {.name = "ticket-holder-killed",
       .group = "tutorial",
       .summary = "a client is ended while it holds the lock: the others wait for ever",
       .parameters = parameters(),
       .body = sell<buy, true>,
       .expected = {Deadlock}},
      {.name = "ticket-exception-in-lock",
       .group = "tutorial",
       .summary = "a client fails before it releases the lock: the others wait for ever",
       .parameters = parameters(),
       .body = sell<fail_to_buy, false>,
       .expected = {Deadlock, Exception}},
  };
}

}  // namespace ravel
