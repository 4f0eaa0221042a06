// The start and the end of a manager's server, and the objects whose making has rules.
#include "primitives/manager.h"

#include <limits>
#include <stdexcept>
#include <utility>

#include "primitives/listener.h"

namespace ravel {
namespace {

std::string random_text(os::Os& os, int words) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (int i = 0; i < words; ++i)
    for (std::uint64_t word = os.entropy(), digit = 0; digit < 16; ++digit, word >>= 4)
      text += kDigits[word & 15];
  return text;
}

void require_at_least(std::int64_t least, std::int64_t number, const char* what) {
  if (number < least)
    throw std::invalid_argument(std::string(what) + " of " + std::to_string(number) +
                                ": at least " + std::to_string(least));
}

}  // namespace

Manager::Manager(os::Os& os, std::optional<std::string> address, std::optional<std::string> key,
                 Where where)
    : Manager(os, {std::move(address), std::move(key)}, where, Pipe::Kind::OneWay,
              [&os](Listener listener, Connection owner, std::string own_key) {
                return Process(os, ProcessName{"Manager"}, manager::serve, std::move(listener),
                               std::move(owner), std::move(own_key));
              }) {}

Manager::Manager(os::Os& os, ManagerOptions options, Where where, Pipe::Kind to_owner,
                 const ServerMaker& make_server) {
  const std::string key = options.key ? *options.key : random_text(os, 4);
  check_key(key);
  // The server asks for the key itself, so that it need not wait for anybody's answer.
  Listener listener(os, options.address ? *options.address : "local:manager-" + random_text(os, 1),
                    std::nullopt, where);
  link_ = std::make_shared<manager::Link>(os, listener.address(), key);
  Pipe ends(os, to_owner, where);
  owner_ = ends.second;
  server_.emplace(make_server(listener, ends.first, key));
  server_->start(where);
  // The server's alone from now on.
  listener.close(where);
  ends.first.close(where);
}

void Manager::await_initializer() {
  std::string why = "it has ended";
  try {
    const auto reply = owner_.recv<Reply>();
    if (!reply.failed) return;
    why = reply.type + ": " + reply.message;
  } catch (const EndOfStream&) {
    // Killed, or ended by `exit`.
  }
  shutdown();
  throw std::runtime_error("the initializer of a manager failed: " + why);
}

void Manager::shutdown(Where where) {
  owner_.close(where);
  server_->join(os::kForever, where);
}

LockProxy Manager::lock(Where where) {
  return make<LockProxy>(where, "semaphore", std::int64_t{1}, std::int64_t{1});
}
RLockProxy Manager::rlock(Where where) {
  return make<RLockProxy>(where, "condition");
}
SemaphoreProxy Manager::semaphore(std::int64_t permits, Where where) {
  require_at_least(0, permits, "a semaphore");
  return make<SemaphoreProxy>(where, "semaphore", permits,
                              std::numeric_limits<std::int64_t>::max());
}
SemaphoreProxy Manager::bounded_semaphore(std::int64_t permits, Where where) {
  require_at_least(1, permits, "a bounded semaphore");
  return make<SemaphoreProxy>(where, "semaphore", permits, permits);
}
ConditionProxy Manager::condition(Where where) {
  return make<ConditionProxy>(where, "condition");
}
EventProxy Manager::event(Where where) {
  return make<EventProxy>(where, "event");
}
PoolProxy Manager::pool(std::optional<std::size_t> processes, Where where) {
  if (processes) require_at_least(1, static_cast<std::int64_t>(*processes), "a pool");
  return make<PoolProxy>(where, "pool", std::uint64_t{processes.value_or(0)});
}
BarrierProxy Manager::barrier(int parties, Where where) {
  require_at_least(1, parties, "a barrier");
  return make<BarrierProxy>(where, "barrier", static_cast<std::uint64_t>(parties));
}

}  // namespace ravel
