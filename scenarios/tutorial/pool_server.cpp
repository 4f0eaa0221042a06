// A server whose clients are served by the workers of a pool, so that there are never more than
// those: whoever comes beyond that is connected, and waits until another one leaves.
//
// - pool-socket-server: right. Each task accepts one client and serves it to its end.
// - pool-socket-server-starved: a client keeps its connection while it waits for a client that is
//   served after it. With one worker neither comes to its end.
//
// The tutorial accepts in the main process and hands the connection to a task. A task of Ravel
// carries no primitives: the workers get the listening socket once, by the initializer, and accept
// by themselves. With `port`, the server listens there for `guests` more.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "primitives/all.h"
#include "scenarios/team.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

constexpr std::size_t kMessageBytes = 1024;

void keep_server(os::Os& os, ServerSocket server) {
  os.local().of<ServerSocket>() = server;
}

std::string upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

void talk(os::Os& os) {
  Socket connection = os.local().of<ServerSocket>().accept();
  print(os, "a client is served by process {}", os.pid());
  for (;;) {
    const std::string message = connection.recv(kMessageBytes);
    if (message.empty()) return;
    connection.sendall(upper(message));
  }
}

struct Visit {
  std::string address;
  Semaphore answered;
  Semaphore last_has_come;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(address, answered, last_has_come);
  }
};

template <bool waits_for_others>
void client(os::Os& os, bool last, Visit visit) {
  Socket connection(os, visit.address);
  connection.sendall("hello");
  if (connection.recv(kMessageBytes) == "HELLO") visit.answered.release();
  if constexpr (waits_for_others) {
    if (last)
      visit.last_has_come.release();
    else
      visit.last_has_come.acquire();
  }
  connection.close();
}

std::string address(const Parameters& with) {
  return fmt::format("tcp:127.0.0.1:{}", with["port"]);
}

template <bool waits_for_others>
void serve_clients(os::Os& os, const Parameters& with) {
  ServerSocket server(os, address(with));
  Visit visit{server.address(), Semaphore(os, 0), Semaphore(os, 0)};
  visit.last_has_come.label("last one has come");
  Pool pool(os, {.processes = static_cast<std::size_t>(with["workers"])}, keep_server, server);
  std::vector<AsyncResult<void>> served;
  for (std::int64_t i = 0; i < with["clients"] + with["guests"]; ++i)
    served.push_back(pool.apply_async(talk));
  Team clients(os);
  for (std::int64_t i = 1; i <= with["clients"]; ++i)
    clients.add(client<waits_for_others>, i == with["clients"], visit);
  clients.run();
  for (const AsyncResult<void>& one : served) one.get();
  os.observe("answered", visit.answered.get_value());
}

std::optional<std::string> all_answered(const Outcome& outcome, const Parameters& with) {
  if (integer(outcome, "answered") == with["clients"]) return std::nullopt;
  return "a client had no answer";
}

Scenario echo(std::string_view name, std::string_view summary, Body body,
              std::set<FindingKind> expected) {
  return {.name = name,
          .group = "tutorial",
          .summary = summary,
          .parameters = {{"workers", "of the pool", 4, 1, 1, 16},
                         {"clients", "that are part of the program", 6, 2, 0, 50},
                         {"port", "of the server; 0: the system chooses one", 0, 0, 0, 65535},
                         {"guests", "who connect there from outside", 0, 0, 0, 50}},
          .body = body,
          .invariant = all_answered,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> pool_server_scenarios() {
  return {
      echo("pool-socket-server", "more clients than workers: the others wait, and are served",
           serve_clients<false>, {}),
      echo("pool-socket-server-starved", "a client waits for one that is served after it",
           serve_clients<true>, {FindingKind::Deadlock}),
  };
}

}  // namespace ravel
