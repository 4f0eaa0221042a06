// The threads of the server. Each client has one: so nobody waits for another one, whatever that
// one leaves unsaid.
#include "primitives/manager/server.h"

#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "primitives/authentication.h"
#include "primitives/manager/referent.h"
#include "primitives/thread.h"

namespace ravel::manager {
namespace {

/// The objects by their numbers. Who knows a number was told it after the object was made: so
/// nothing but the map itself needs an order here.
class Referents {
 public:
  void add(ObjectId id, std::shared_ptr<Referent> referent) {
    const std::lock_guard guard(mutex_);
    by_id_[id] = std::move(referent);
  }
  std::shared_ptr<Referent> find(ObjectId id) {
    const std::lock_guard guard(mutex_);
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : found->second;
  }

 private:
  std::mutex mutex_;  // never held during a call of the system
  std::map<ObjectId, std::shared_ptr<Referent>> by_id_;
};

/// The object that makes objects.
class Factory final : public Served {
 public:
  Factory(os::Os& os, Referents& referents) : os_(os), referents_(referents) {}

  std::optional<std::string> attempt(Call& call) override {
    if (stopped_) throw std::logic_error("the manager ends");
    ArgumentReader arguments(os_, std::as_bytes(std::span(call.request.arguments)),
                             Encoded::Message);
    auto referent = std::make_shared<Referent>(os_);
    if (call.request.method == "pool") {
      // Its threads may run as long as the process does, and so do the objects.
      referent->keep(make_pool(os_, next<std::uint64_t>(arguments),
                               [made = referent.get()] { made->attempt_waiting(); }));
      pools_.push_back(referent);
    } else {
      referent->keep(make_served(call.request.method, arguments));
    }
    referents_.add(++last_, std::move(referent));
    return packed(last_);
  }

  void stop() override {
    stopped_ = true;
    for (const auto& pool : pools_) pool->stop();
  }

 private:
  os::Os& os_;
  Referents& referents_;
  std::vector<std::shared_ptr<Referent>> pools_;
  ObjectId last_ = kFactory;
  bool stopped_ = false;
};

/// What the threads of the server share, until the end of its process: they end with that.
struct Server {
  Referents referents;
  std::string key;
};

Reply no_such_object() {
  return {Failure::Other, "the manager has no such object"};
}

void converse(os::Os& os, Server& server, Connection client) {
  authenticate_listener(client, server.key, TimeLimit(os, os::kForever), os::Where::here());
  for (;;) {
    auto request = client.recv<Request>();
    const auto referent = server.referents.find(request.object);
    const auto reply =
        referent ? referent->call(std::move(request), client) : std::optional(no_such_object());
    if (!reply) return;
    client.send(*reply);
  }
}

void serve_client(os::Os& os, Server& server, Connection client) {
  try {
    converse(os, server, std::move(client));
  } catch (const std::exception&) {
    // He has gone, has another key, or sends what is no request.
  }
}

void accept_all(os::Os& os, Server& server, Listener listener) {
  for (;;) {
    Connection client = listener.accept();
    Thread(os, {.name = {}, .daemon = true}, [&os, &server, client = std::move(client)]() mutable {
      serve_client(os, server, std::move(client));
    }).start();
  }
}

}  // namespace

void serve(os::Os& os, Listener listener, Connection owner, std::string key) {
  auto& server = os.local().of<Server>();
  server.key = std::move(key);
  const auto factory = std::make_shared<Referent>(os);
  factory->keep(std::make_unique<Factory>(os, server.referents));
  server.referents.add(kFactory, factory);
  Thread(os, {.name = {}, .daemon = true},
         [&os, &server, listener = std::move(listener)]() mutable {
           accept_all(os, server, std::move(listener));
         })
      .start();
  owner.poll(os::kForever);
  factory->stop();
}

}  // namespace ravel::manager
