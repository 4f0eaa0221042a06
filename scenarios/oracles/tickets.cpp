// Clients buy one ticket each, as long as there are some: r = t; if (r > 0) t = r - 1.
//
// - tickets-locked: under a lock. Classes are the orders of the clients, n!; nothing is oversold.
// - tickets-unlocked: without. With tickets for everybody all write, and the classes are those of
//   lost-update: n! * n!, 14,400 for five clients. With one ticket, s of the n clients read it in
//   time; they write in s! orders; each of the others reads after 1, 2, ... or s of these writes:
//     the sum over s of C(n, s) * s! * s^(n-s), that is 4, 21, 148 for 2, 3, 4 clients,
//   oversold in all but the n * 1 classes with s = 1: 2, 18, 144.
//
// A client observes its ticket by itself: counting the sold ones in shared memory would order the
// clients once more.
#include <fmt/format.h>

#include "scenarios/oracles/family.h"
#include "scenarios/oracles/oracles.h"

namespace ravel {
namespace {

using namespace oracles;

constexpr std::array<std::string_view, 8> kClients = {
    "client 1", "client 2", "client 3", "client 4", "client 5", "client 6", "client 7", "client 8"};

void buy(os::Os& os, const Task& task, os::Access access) {
  const std::uint64_t seen = os.load(word(task.memory), access);
  if (seen == 0) return;
  os.store(word(task.memory), seen - 1, access);
  os.observe(kClients.at(task.number), 1);
}

void buy_unlocked(os::Os& os, const Task& task) {
  buy(os, task, os::Access::Atomic);
}

void buy_locked(os::Os& os, const Task& task) {
  os.acquire(task.semaphore, os::kForever);
  buy(os, task, os::Access::Plain);
  os.release(task.semaphore);
}

void sell(os::Os& os, const Parameters& with, Child client, os::Handle lock) {
  Task task;
  task.memory = make_words(os, 1);
  task.semaphore = lock;
  os.store(word(task.memory), count(with, "tickets"), os::Access::Atomic);
  const std::uint32_t clients = count(with, "clients");
  for (task.number = 0; task.number < clients; ++task.number) start(os, client, task);
}

void sell_unlocked(os::Os& os, const Parameters& with) {
  sell(os, with, buy_unlocked, os::kNoHandle);
}

void sell_locked(os::Os& os, const Parameters& with) {
  sell(os, with, buy_locked, make_lock(os));
}

std::optional<std::string> not_oversold(const Outcome& outcome, const Parameters& with) {
  const auto sold = static_cast<std::int64_t>(outcome.size());
  if (sold <= with["tickets"]) return std::nullopt;
  return fmt::format("{} clients have a ticket, there were {}", sold, with["tickets"]);
}

std::vector<ParameterSpec> parameters(std::int64_t clients) {
  return {{"clients", "who want a ticket each", clients, 3, 1, kClients.size()},
          {"tickets", "there are at the start", 5, 1, 0, 10}};
}

}  // namespace

Scenario tickets_unlocked() {
  return {.name = "tickets-unlocked",
          .group = "oracles",
          .summary = "clients buy tickets without a lock: (clients!)^2 classes if all get one",
          .parameters = parameters(5),
          .body = sell_unlocked,
          .invariant = not_oversold,
          .expected = {FindingKind::Invariant}};
}

Scenario tickets_locked() {
  return {.name = "tickets-locked",
          .group = "oracles",
          .summary = "clients buy tickets under a lock: clients! classes",
          .parameters = parameters(7),
          .body = sell_locked,
          .invariant = not_oversold,
          .expected = {}};
}

}  // namespace ravel
