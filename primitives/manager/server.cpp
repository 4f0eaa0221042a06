// The loop of the server, and its calls that wait.
#include "primitives/manager/server.h"

#include <stdexcept>
#include <system_error>
#include <utility>

#include "primitives/authentication.h"

namespace ravel::manager {
namespace {

// Threads of pools may outlive the server: whoever of them were the last one would close the pipe,
// a step that nothing orders. So it stays open until the process ends.
struct KeptWakes {
  std::optional<Wakes> wakes;
};

}  // namespace

void serve(os::Os& os, Listener listener, Connection owner, std::string key) {
  Server server(os, std::move(key));
  for (;;) {
    std::vector<Waitable> waitables = {owner, listener};
    const std::vector<Waitable> served = server.waitables();
    waitables.insert(waitables.end(), served.begin(), served.end());
    std::vector<std::size_t> ready = wait(os, waitables, server.patience());
    if (ready.empty()) {
      server.expire_first();
      continue;
    }
    if (ready.front() == 0) return;
    const bool connected = ready.front() == 1;
    if (connected) ready.erase(ready.begin());
    for (std::size_t& place : ready) place -= 2;
    server.receive(ready);
    // Whoever has gone again meanwhile is not waited for.
    if (!connected) continue;
    if (auto client = listener.accept(std::chrono::nanoseconds(0)))
      server.add_client(std::move(*client));
  }
}

void Server::add_client(Connection connection) {
  ListenerHandshake handshake(os_, key_);
  try {
    connection.send_bytes(handshake.challenge());
  } catch (const std::system_error&) {
    return;  // He has gone again.
  }
  clients_.push_back({std::move(connection), {}, std::move(handshake)});
}

std::vector<Waitable> Server::waitables() const {
  std::vector<Waitable> all;
  if (wakes_) all.emplace_back(wakes_->handle());
  for (const Client& client : clients_) all.emplace_back(client.connection);
  return all;
}

void Server::receive(std::span<const std::size_t> ready) {
  // Taking the one removes it, perhaps, and the others keep their places.
  std::vector<std::list<Client>::iterator> clients;
  for (auto each = clients_.begin(); each != clients_.end(); ++each) clients.push_back(each);
  const std::size_t first = wakes_ ? 1 : 0;
  for (const std::size_t place : ready) {
    if (place < first)
      attempt_waiting(wakes_->receive());
    else
      receive_from(clients[place - first]);
  }
}

// A client's first request may come together with the end of his handshake; after that he waits
// for each answer.
void Server::receive_from(std::list<Client>::iterator client) {
  try {
    client->inbox.take_from(client->connection);
    while (client->handshake) {
      const auto message = client->inbox.next(kHandshakeBytesMax);
      if (!message) return;
      shake_hands(*client, *message);
    }
    const auto message = client->inbox.next(kMessageBytesMax);
    if (!message) return;
    if (!client->inbox.empty()) throw std::invalid_argument("a second request before an answer");
    begin(unpacked<Request>(os_, *message), client->connection);
  } catch (const std::exception&) {
    // He has gone, has another key, or sends what is no request.
    forget(client);
  }
}

void Server::shake_hands(Client& client, std::string_view message) {
  if (const auto reply = client.handshake->hear(message)) client.connection.send_bytes(*reply);
  if (client.handshake->state() == ListenerHandshake::State::Refused)
    throw AuthenticationError(client.handshake->why_refused());
  if (client.handshake->state() == ListenerHandshake::State::Done) client.handshake.reset();
}

void Server::begin(Request request, const Connection& client) {
  Waiting waiting{std::make_unique<Call>(Call{os_, std::move(request), false, 0, 0}), client, {}};
  Call& call = *waiting.call;
  if (call.request.timed) {
    const std::chrono::nanoseconds timeout(call.request.timeout_ns);
    const std::chrono::nanoseconds now = os_.now();
    call.expired = timeout.count() <= 0;
    // Behind the end of the clock there is no end.
    if (timeout <= std::chrono::nanoseconds::max() - now) waiting.end = now + timeout;
  }
  begin(std::move(waiting));
}

// Nobody sends anything before he has his answer: what can be received is the end.
bool Server::has_gone(Waiting& waiting) {
  return waiting.client.poll();
}

void Server::begin(Waiting waiting) {
  if (has_gone(waiting)) return;
  const ObjectId object = waiting.call->request.object;
  const auto place = waiting_.insert(waiting_.end(), std::move(waiting));
  if (answered(*place)) waiting_.erase(place);
  attempt_waiting(object);
}

// One that is answered may let others go on, also some before it. Whoever was killed before the
// call that lets him go on was made gets nothing: his connection has ended by then.
void Server::attempt_waiting(ObjectId object) {
  for (auto each = waiting_.begin(); each != waiting_.end();) {
    if (each->call->request.object != object) {
      ++each;
    } else if (has_gone(*each)) {
      abandon(*each);
      each = waiting_.erase(each);
    } else if (answered(*each)) {
      waiting_.erase(each);
      each = waiting_.begin();
    } else {
      ++each;
    }
  }
}

void Server::abandon(Waiting& waiting) {
  const auto object = objects_.find(waiting.call->request.object);
  if (object != objects_.end()) object->second->abandon(*waiting.call);
}

bool Server::answered(Waiting& waiting) {
  Reply reply;
  try {
    std::optional<std::string> result = perform(*waiting.call);
    if (!result) return false;
    reply.result = std::move(*result);
  } catch (const std::exception&) {
    reply = failure_reply();
  }
  try {
    waiting.client.send(reply);
  } catch (const std::system_error&) {
    // He has gone meanwhile: the next look at his connection says so.
  }
  return true;
}

std::optional<std::string> Server::perform(Call& call) {
  if (call.request.object == kFactory) {
    ArgumentReader reader(os_, std::as_bytes(std::span(call.request.arguments)), Encoded::Message);
    objects_[last_object_ + 1] = make(call.request.method, reader);
    return packed(++last_object_);
  }
  const auto object = objects_.find(call.request.object);
  if (object == objects_.end()) throw RemoteError("the manager has no such object");
  return object->second->attempt(call);
}

std::unique_ptr<Served> Server::make(std::string_view method, ArgumentReader& arguments) {
  if (method != "pool") return make_served(method, arguments);
  if (!wakes_) os_.local().of<KeptWakes>().wakes = wakes_.emplace(os_);
  return make_pool(os_, next<std::uint64_t>(arguments),
                   [wakes = *wakes_, id = last_object_ + 1] { wakes.send(id); });
}

void Server::forget(std::list<Client>::iterator client) {
  for (auto each = waiting_.begin(); each != waiting_.end();) {
    if (!each->client.same_end(client->connection)) {
      ++each;
      continue;
    }
    abandon(*each);
    each = waiting_.erase(each);
  }
  client->connection.close();
  clients_.erase(client);
}

Server::Deadline Server::first_deadline() {
  auto first = waiting_.end();
  for (auto each = waiting_.begin(); each != waiting_.end(); ++each)
    if (each->end && !each->call->expired && (first == waiting_.end() || *each->end < *first->end))
      first = each;
  return first;
}

os::Timeout Server::patience() const {
  const auto first = const_cast<Server*>(this)->first_deadline();
  if (first == waiting_.end()) return os::kForever;
  return *first->end - os_.now();
}

// The simulator's clock stands still: that the wait has ended is what tells the time.
void Server::expire_first() {
  const auto first = first_deadline();
  if (first == waiting_.end()) return;
  first->call->expired = true;
  const ObjectId object = first->call->request.object;
  if (answered(*first)) waiting_.erase(first);
  attempt_waiting(object);
}

}  // namespace ravel::manager
