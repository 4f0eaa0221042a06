// Clients race for the tickets that a JSON file counts. Three ways to buy, side by side:
//
// - ticket-nolock-oversell: look, then buy, without a lock. Two clients read the same count, and
//   both get the last ticket.
// - ticket-locked-check-unlocked: buying under a lock, as the tutorial has it. Nobody oversells,
// but
//   two mistakes stay. The count goes down even when there is nothing to sell, below zero. And the
//   look before the lock reads the file while the holder writes it: between truncating and writing
//   it is empty, which is no JSON, and the client crashes.
// - ticket-guarded: right. All reading and writing under the lock, and less only if there was some.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "primitives/all.h"
#include "scenarios/tutorial/ticket_file.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

/// What became of a client. One that crashes leaves its zero-filled slot as it was.
enum class Result : std::uint8_t { Crash = 0, Success, Fail };

void look(os::Os& os, int id) {
  print(os, "client {} sees {} tickets left", id, read_count(os));
  wait_for_network(os);
}

void report(os::Os& os, int id, bool success, Array<Result>& results) {
  print(os, "client {} gets {}", id, success ? "a ticket" : "no ticket");
  results.store(static_cast<std::size_t>(id), success ? Result::Success : Result::Fail);
}

/// The mistake that the lock does not mend: the count goes down although there is no ticket.
void buy_anyway(os::Os& os, int id, Array<Result>& results) {
  const int count = read_count(os);
  wait_for_network(os);
  report(os, id, count > 0, results);
  wait_for_network(os);
  write_count(os, count - 1);
}

void client_without_lock(os::Os& os, int id, Array<Result> results) {
  look(os, id);
  buy_anyway(os, id, results);
}

void client_looking_unlocked(os::Os& os, int id, Lock lock, Array<Result> results) {
  look(os, id);
  lock.acquire();
  buy_anyway(os, id, results);
  lock.release();
}

void client_guarded(os::Os& os, int id, Lock lock, Array<Result> results) {
  const auto guard = lock.hold();
  const int count = read_count(os);
  print(os, "client {} sees {} tickets left", id, count);
  wait_for_network(os);
  if (count > 0) write_count(os, count - 1);
  report(os, id, count > 0, results);
}

Array<Result> open_sale(os::Os& os, const Parameters& with) {
  write_count(os, with["tickets"]);
  Array<Result> results(os, static_cast<std::size_t>(with["clients"]));
  results.label("results");
  return results;
}

void observe_sale(os::Os& os, const Array<Result>& results) {
  const std::vector<Result> all = results.load_all();
  os.observe("success", std::ranges::count(all, Result::Success));
  os.observe("fail", std::ranges::count(all, Result::Fail));
  os.observe("crash", std::ranges::count(all, Result::Crash));
  try {
    os.observe("left", read_count(os));
  } catch (const nlohmann::json::exception&) {
    // Two who write at once leave the end of the longer text behind the shorter one.
    os.observe("left", "damaged file");
  }
}

void run_sale(os::Os& os, std::vector<Process> clients, const Array<Result>& results) {
  for (Process& client : clients) client.start();
  for (Process& client : clients) client.join();
  observe_sale(os, results);
}

void sell_without_lock(os::Os& os, const Parameters& with) {
  const Array<Result> results = open_sale(os, with);
  std::vector<Process> clients;
  for (int id = 0; id < with["clients"]; ++id)
    clients.emplace_back(os, client_without_lock, id, results);
  run_sale(os, std::move(clients), results);
}

void sell_looking_unlocked(os::Os& os, const Parameters& with) {
  const Array<Result> results = open_sale(os, with);
  Lock lock(os);
  lock.label("tickets");
  std::vector<Process> clients;
  for (int id = 0; id < with["clients"]; ++id)
    clients.emplace_back(os, client_looking_unlocked, id, lock, results);
  run_sale(os, std::move(clients), results);
}

void sell_guarded(os::Os& os, const Parameters& with) {
  const Array<Result> results = open_sale(os, with);
  Lock lock(os);
  lock.label("tickets");
  std::vector<Process> clients;
  for (int id = 0; id < with["clients"]; ++id)
    clients.emplace_back(os, client_guarded, id, lock, results);
  run_sale(os, std::move(clients), results);
}

std::optional<std::string> sold_within_stock(const Outcome& outcome, const Parameters& with) {
  const std::int64_t sold = integer(outcome, "success");
  if (sold > with["tickets"])
    return fmt::format("oversold: {} tickets were sold, there were {}", sold, with["tickets"]);
  if (std::holds_alternative<std::string>(outcome.at("left"))) return "the ticket file is damaged";
  const std::int64_t left = integer(outcome, "left");
  if (left < 0) return fmt::format("the count of tickets is {}, below zero", left);
  return std::nullopt;
}

std::vector<ParameterSpec> parameters() {
  return {
      {"clients", "who want a ticket each", 10, 2, 1, 64},
      {"tickets", "in the file at the start", 3, 1, 0, 1000},
  };
}

}  // namespace

std::vector<Scenario> ticket_scenarios() {
  return {
      {.name = "ticket-nolock-oversell",
       .group = "tutorial",
       .summary = "clients buy tickets from a JSON file without a lock: oversold",
       .parameters = parameters(),
       .body = sell_without_lock,
       .invariant = sold_within_stock,
       .expected = {FindingKind::Invariant, FindingKind::Exception}},
      {.name = "ticket-locked-check-unlocked",
       .group = "tutorial",
       .summary = "buying is locked, looking is not: below zero, and a crash on the empty file",
       .parameters = parameters(),
       .body = sell_looking_unlocked,
       .invariant = sold_within_stock,
       .expected = {FindingKind::Invariant, FindingKind::Exception}},
      {.name = "ticket-guarded",
       .group = "tutorial",
       .summary = "all reading and writing under the lock, and only sold tickets are taken off",
       .parameters = parameters(),
       .body = sell_guarded,
       .invariant = sold_within_stock},
  };
}

}  // namespace ravel
