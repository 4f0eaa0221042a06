// The server of a manager: the process in which its objects live.
#pragma once

#include <chrono>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "primitives/connection.h"
#include "primitives/listener.h"
#include "primitives/manager/inbox.h"
#include "primitives/manager/served.h"
#include "primitives/manager/wakes.h"
#include "primitives/wait.h"
#include "primitives/worker.h"

namespace ravel::manager {

/// Serves who connects to `listener` and has `key`, until `owner` can receive, which it can when
/// the manager is shut down, gone or killed.
void serve(os::Os& os, Listener listener, Connection owner, std::string key);

/// The same after an initializer, if that does not fail; the owner is told.
template <class... Parameters>
void run_server(os::Os& os, Listener listener, Connection owner, std::string key,
                std::uint64_t initializer, Parameters... arguments) {
  const auto function =
      reinterpret_cast<void (*)(os::Os&, Parameters...)>(os.function_of(initializer));
  if (introduce(owner, [&] { function(os, std::move(arguments)...); }))
    serve(os, std::move(listener), std::move(owner), std::move(key));
}

/// One thread answers one request after the other. Nobody is waited for: a call that has to wait is
/// kept, and attempted again; of a client that has not proved its key yet, or sent a part of a
/// request, what there is is kept.
class Server {
 public:
  Server(os::Os& os, std::string key) : os_(os), key_(std::move(key)) {}

  /// Challenges him.
  void add_client(Connection connection);

  /// All that can be received from: the clients in the order in which they came, and before them
  /// what pools say when they have finished something.
  std::vector<Waitable> waitables() const;

  /// Takes what there is at the places of `waitables` that are `ready`. Clients that have gone, or
  /// talk nonsense, are forgotten.
  void receive(std::span<const std::size_t> ready);

  /// How long nobody needs to be told that his time is up.
  os::Timeout patience() const;

  /// The time of the call that may wait least is up.
  void expire_first();

 private:
  struct Client {
    Connection connection;
    Inbox inbox;
    std::optional<ListenerHandshake> handshake;  ///< until he has proved that he has the key
  };
  struct Waiting {
    std::unique_ptr<Call> call;
    Connection client;
    std::optional<std::chrono::nanoseconds> end;
  };
  using Deadline = std::list<Waiting>::iterator;

  Deadline first_deadline();
  static bool has_gone(Waiting& waiting);
  void receive_from(std::list<Client>::iterator client);
  static void shake_hands(Client& client, std::string_view message);
  void begin(Request request, const Connection& client);
  void begin(Waiting waiting);
  bool answered(Waiting& waiting);
  void attempt_waiting(ObjectId object);
  void abandon(Waiting& waiting);
  std::optional<std::string> perform(Call& call);
  void forget(std::list<Client>::iterator client);
  std::unique_ptr<Served> make(std::string_view method, ArgumentReader& arguments);

  os::Os& os_;
  std::string key_;
  std::list<Client> clients_;
  std::list<Waiting> waiting_;  ///< those who wait longest first
  std::optional<Wakes> wakes_;  ///< from the first pool on
  std::map<ObjectId, std::unique_ptr<Served>> objects_;
  ObjectId last_object_ = kFactory;
};

}  // namespace ravel::manager
