// The loop of the server, and its calls that wait.
#include "primitives/manager/server.h"

#include <system_error>

#include "primitives/wait.h"

namespace ravel::manager {
namespace {

void accept_client(Server& server, Listener& listener) {
  try {
    server.add_client(listener.accept());
  } catch (const AuthenticationError&) {
    // He has been told; the others are served on.
  }
}

void receive_ready(Server& server, const std::vector<std::size_t>& ready, std::size_t first) {
  auto client = server.first_client();
  std::size_t place = first;
  for (const std::size_t each : ready) {
    if (each < first) continue;
    // `receive` may remove the client that it is given.
    auto here = client;
    for (; place < each; ++place) here = ++client;
    ++client;
    ++place;
    server.receive(here);
  }
}

}  // namespace

void serve(os::Os& os, Listener listener, Connection owner) {
  Server server(os);
  for (;;) {
    std::vector<Waitable> waitables = {owner, listener};
    waitables.insert(waitables.end(), server.clients().begin(), server.clients().end());
    const std::vector<std::size_t> ready = wait(os, waitables, server.patience());
    if (ready.empty()) {
      server.expire_first();
      continue;
    }
    if (ready.front() == 0) return;
    receive_ready(server, ready, 2);
    if (ready.front() == 1) accept_client(server, listener);
  }
}

void Server::receive(std::list<Connection>::iterator client) {
  try {
    Waiting waiting{
        std::make_unique<Call>(Call{os_, client->recv<Request>(), false, 0, 0}), *client, {}};
    const Request& request = waiting.call->request;
    if (request.timed) {
      const std::chrono::nanoseconds timeout(request.timeout_ns);
      const std::chrono::nanoseconds now = os_.now();
      waiting.call->expired = timeout.count() <= 0;
      // Behind the end of the clock there is no end.
      if (timeout <= std::chrono::nanoseconds::max() - now) waiting.end = now + timeout;
    }
    begin(std::move(waiting));
  } catch (const std::exception&) {
    // He has gone, or sends what is no request.
    forget(client);
  }
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
    objects_[last_object_ + 1] = make_served(call.request.method, reader);
    return packed(++last_object_);
  }
  const auto object = objects_.find(call.request.object);
  if (object == objects_.end()) throw RemoteError("the manager has no such object");
  return object->second->attempt(call);
}

void Server::forget(std::list<Connection>::iterator client) {
  for (auto each = waiting_.begin(); each != waiting_.end();) {
    if (!each->client.same_end(*client)) {
      ++each;
      continue;
    }
    abandon(*each);
    each = waiting_.erase(each);
  }
  client->close();
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
