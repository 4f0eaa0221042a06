// Calls of one object, and how those that wait go on.
#include "primitives/manager/referent.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "primitives/wait.h"

namespace ravel::manager {
namespace {

// Behind the end of the clock there is no end.
os::Timeout timeout_of(os::Os& os, const Request& request) {
  if (!request.timed) return os::kForever;
  const std::chrono::nanoseconds timeout(request.timeout_ns);
  if (timeout > std::chrono::nanoseconds::max() - os.now()) return os::kForever;
  return timeout;
}

}  // namespace

std::optional<Reply> Referent::call(Request request, const Connection& client) {
  const os::Timeout timeout = timeout_of(os_, request);
  const bool may_wait = !timeout || timeout->count() > 0;
  Waiting waiting{{os_, std::move(request), !may_wait, 0, 0}, client};
  if (begin(waiting) && !waiting.gate->take(timeout, os::Where::here())) {
    expire(waiting);
    // A condition's sleeper needs its lock all the same.
    waiting.gate->take(os::kForever, os::Where::here());
  }
  return std::move(waiting.reply);
}

// True if it has to wait.
bool Referent::begin(Waiting& waiting) {
  const auto guard = lock_.hold();
  waiting_.push_back(&waiting);
  forget_who_has_gone();
  // He may be one of them.
  if (waiting_.empty() || waiting_.back() != &waiting) return false;
  if (attempt(waiting)) waiting_.pop_back();
  attempt_all();
  if (std::ranges::find(waiting_, &waiting) == waiting_.end()) return false;
  waiting.gate.emplace(os_, 0, kPermitsMax, os::Where::here());
  return true;
}

// The simulator's clock stands still: that the wait has ended is what tells the time.
void Referent::expire(Waiting& waiting) {
  const auto guard = lock_.hold();
  const auto place = std::ranges::find(waiting_, &waiting);
  if (place == waiting_.end()) return;
  waiting.call.expired = true;
  if (attempt(waiting)) let_go(place);
  attempt_all();
}

// Nobody sends anything before he has his answer: what can be received is the end.
void Referent::forget_who_has_gone() {
  std::vector<Waitable> clients;
  for (const Waiting* each : waiting_) clients.emplace_back(each->client);
  std::vector<std::list<Waiting*>::iterator> places;
  for (auto each = waiting_.begin(); each != waiting_.end(); ++each) places.push_back(each);
  for (const std::size_t gone : wait(os_, clients, std::chrono::nanoseconds(0))) {
    served_->abandon((*places[gone])->call);
    let_go(places[gone]);
  }
}

void Referent::let_go(std::list<Waiting*>::iterator waiting) {
  // The one whose thread this is has no gate yet.
  if ((*waiting)->gate) (*waiting)->gate->give(os::Where::here());
  waiting_.erase(waiting);
}

bool Referent::attempt(Waiting& waiting) {
  try {
    if (auto result = served_->attempt(waiting.call))
      waiting.reply = Reply{Failure::None, std::move(*result)};
  } catch (const std::exception&) {
    waiting.reply = failure_reply();
  }
  return waiting.reply.has_value();
}

// One that is answered may let others go on, also some before it.
void Referent::attempt_all() {
  for (auto each = waiting_.begin(); each != waiting_.end();) {
    if (attempt(**each)) {
      let_go(each);
      each = waiting_.begin();
    } else {
      ++each;
    }
  }
}

void Referent::attempt_waiting() {
  const auto guard = lock_.hold();
  forget_who_has_gone();
  attempt_all();
}

void Referent::stop() {
  const auto guard = lock_.hold();
  served_->stop();
}

}  // namespace ravel::manager
