// A chat server that starts a process for each client, and its clients, over sockets.
//
// - socket-server-process-per-client: wrong, as the tutorial has it. The child answers in an
//   endless loop and never looks whether the client is still there. When it has gone, `recv`
//   returns nothing, at once and for ever; the child answers that too, and dies of it: nobody is
//   there to take the answer. So `close`, behind the loop, is never reached.
// - socket-server-ends-with-client: right. The child ends when `recv` returns nothing.
// - socket-server-parent-keeps-socket: the child ends when the client has said "bye", and closes
//   its socket. But the parent has it too, from accepting it, and keeps it: the client, who waits
//   for the end of the stream, waits for ever. (In the tutorial these add up until the system
//   refuses.)
//
// The tutorial's server runs for ever; this one serves as many clients as there are. With `port`,
// it listens there for `guests` more, who may come from anywhere:
//
//   ravel run socket-server-ends-with-client port=9000 guests=1     and then     nc localhost 9000
#include <fmt/format.h>

#include <system_error>

#include "primitives/all.h"
#include "scenarios/team.h"
#include "scenarios/tutorial/tutorial.h"

namespace ravel {
namespace {

constexpr std::size_t kMessageBytes = 1024;

void answer_for_ever(os::Os& os, Socket connection) {
  for (;;) {
    print(os, "{}", connection.recv(kMessageBytes));
    connection.sendall("sb");
  }
}

void answer(os::Os& os, Socket connection) {
  for (;;) {
    const std::string message = connection.recv(kMessageBytes);
    if (message.empty()) return;
    print(os, "{}", message);
    connection.sendall("sb");
  }
}

void answer_until_bye(os::Os& os, Socket connection) {
  for (;;) {
    const std::string message = connection.recv(kMessageBytes);
    if (message.empty() || message == "bye") return;
    print(os, "{}", message);
    connection.sendall("sb");
  }
}

struct Talk {
  std::string address;
  std::int64_t messages = 0;
  bool says_bye = false;
  Semaphore answers;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(address, messages, says_bye, answers);
  }
};

void chat(os::Os& os, std::int64_t i, Talk talk) {
  Socket connection(os, talk.address);
  for (std::int64_t message = 0; message < talk.messages; ++message) {
    connection.sendall(fmt::format("message {} of client {}", message, i));
    if (connection.recv(kMessageBytes) == "sb") talk.answers.release();
  }
  if (!talk.says_bye) return connection.close();
  connection.sendall("bye");
  while (!connection.recv(kMessageBytes).empty()) {
  }
}

std::string address(const Parameters& with) {
  return fmt::format("tcp:127.0.0.1:{}", with["port"]);
}

template <auto serve, bool parent_closes, bool says_bye>
void serve_clients(os::Os& os, const Parameters& with) {
  ServerSocket server(os, address(with));
  const Talk talk{server.address(), with["messages"], says_bye, Semaphore(os, 0)};
  Team clients(os);
  for (std::int64_t i = 0; i < with["clients"]; ++i) clients.add(chat, i, talk);
  clients.start();
  std::vector<Process> children;
  std::vector<Socket> kept;
  for (std::int64_t i = 0; i < with["clients"] + with["guests"]; ++i) {
    kept.push_back(server.accept());
    // A listening socket that children inherit would stay open as long as they live.
    children.emplace_back(os, serve, kept.back());
    children.back().start();
    if constexpr (parent_closes) kept.pop_back();
  }
  server.close();
  clients.join();
  for (Process& child : children) child.join();
  os.observe("answers", talk.answers.get_value());
}

std::optional<std::string> all_answered(const Outcome& outcome, const Parameters& with) {
  if (integer(outcome, "answers") == with["clients"] * with["messages"]) return std::nullopt;
  return "a message was not answered";
}

Scenario server(std::string_view name, std::string_view summary, Body body,
                std::set<FindingKind> expected) {
  return {.name = name,
          .group = "tutorial",
          .summary = summary,
          .parameters = {{"clients", "that are part of the program", 3, 2, 0, 50},
                         {"messages", "of each of them", 3, 1, 0, 1000},
                         {"port", "of the server; 0: the system chooses one", 0, 0, 0, 65535},
                         {"guests", "who connect there from outside", 0, 0, 0, 50}},
          .body = body,
          .invariant = all_answered,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> chat_server_scenarios() {
  using enum FindingKind;
  return {
      server("socket-server-process-per-client",
             "answers clients that have gone: each child dies of it",
             serve_clients<answer_for_ever, true, false>, {Exception}),
      server("socket-server-ends-with-client", "each child ends with its client",
             serve_clients<answer, true, false>, {}),
      server("socket-server-parent-keeps-socket",
             "the parent keeps the sockets of its children open: clients wait for ever",
             serve_clients<answer_until_bye, false, true>, {Deadlock}),
  };
}

}  // namespace ravel
