// One request and its reply.
#include "primitives/manager/link.h"

#include <cerrno>
#include <chrono>
#include <system_error>

#include "primitives/listener.h"

namespace ravel::manager {

Connection Link::connection_of(std::uint32_t thread, os::Where where) {
  {
    const std::lock_guard guard(mutex_);
    const auto known = connections_.find(thread);
    if (known != connections_.end()) return known->second;
  }
  Connection made = connect(os_, address_, key_, os::kForever, where);
  const std::lock_guard guard(mutex_);
  return connections_[thread] = made;
}

void Link::forget(std::uint32_t thread) {
  const std::lock_guard guard(mutex_);
  connections_.erase(thread);
}

std::string Link::call(Request request, os::Timeout timeout, os::Where where) {
  const std::uint32_t thread = os_.thread_id();
  request.caller = {os_.pid(), thread};
  request.timed = timeout.has_value();
  request.timeout_ns = timeout.value_or(std::chrono::nanoseconds(0)).count();
  Connection connection = connection_of(thread, where);
  Reply reply;
  try {
    connection.send(request, where);
    reply = connection.recv<Reply>(where);
  } catch (const EndOfStream&) {
    forget(thread);
    throw std::system_error(ECONNRESET, std::generic_category(), "the manager has gone");
  } catch (const std::system_error&) {
    forget(thread);
    throw;
  }
  throw_failure(reply);
  return std::move(reply.result);
}

}  // namespace ravel::manager
