// The server of a manager: the process in which its objects live.
#pragma once

#include <chrono>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "primitives/connection.h"
#include "primitives/listener.h"
#include "primitives/manager/served.h"

namespace ravel::manager {

/// What the server's process runs: serves who connects to `listener`, until `owner` can receive,
/// which it can when the manager is shut down, gone or killed.
void serve(os::Os& os, Listener listener, Connection owner);

/// One thread answers one request after the other. A call that has to wait is kept, and attempted
/// again, instead of blocking anybody.
class Server {
 public:
  explicit Server(os::Os& os) : os_(os) {}

  void add_client(Connection connection) { clients_.push_back(std::move(connection)); }
  const std::list<Connection>& clients() const noexcept { return clients_; }

  /// Takes and handles a request of a client, or forgets the client if it has gone.
  void receive(std::list<Connection>::iterator client);
  std::list<Connection>::iterator first_client() noexcept { return clients_.begin(); }

  /// How long nobody needs to be told that his time is up.
  os::Timeout patience() const;

  /// The time of the call that may wait least is up.
  void expire_first();

 private:
  struct Waiting {
    std::unique_ptr<Call> call;
    Connection client;
    std::optional<std::chrono::nanoseconds> end;
  };
  using Deadline = std::list<Waiting>::iterator;

  Deadline first_deadline();
  static bool has_gone(Waiting& waiting);
  void begin(Waiting waiting);
  bool answered(Waiting& waiting);
  void attempt_waiting(ObjectId object);
  void abandon(Waiting& waiting);
  std::optional<std::string> perform(Call& call);
  void forget(std::list<Connection>::iterator client);

  os::Os& os_;
  std::list<Connection> clients_;
  std::list<Waiting> waiting_;  ///< those who wait longest first
  std::map<ObjectId, std::unique_ptr<Served>> objects_;
  ObjectId last_object_ = kFactory;
};

}  // namespace ravel::manager
