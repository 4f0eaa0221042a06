// Listening, connecting, and the proof of the key before anything else.
#include "primitives/listener.h"

#include <utility>

namespace ravel {

Listener::Listener(os::Os& os, std::string_view address, std::optional<std::string> key,
                   os::Where where)
    : key_(key.value_or("")), has_key_(key.has_value()) {
  if (has_key_) check_key(key_);
  end_ = StreamEnd(os, os.listen(address, where));
}

Connection Listener::accept(os::Where where) {
  return accept(os::kForever, where).value();
}

std::optional<Connection> Listener::accept(os::Timeout timeout, os::Where where) {
  os::Os& os = end_.os("accept", "listener");
  const TimeLimit limit(os, timeout);
  const os::Handle stream = os.accept(handle(), timeout, where);
  if (stream == os::kNoHandle) return {};
  Connection connection(os, stream, Connection::Direction::Both);
  if (has_key_) authenticate_listener(connection, key_, limit, where);
  return connection;
}

std::string Listener::address() const {
  return end_.os("address", "listener").listener_address(handle());
}

Connection connect(os::Os& os, std::string_view address, const std::optional<std::string>& key,
                   os::Timeout timeout, os::Where where) {
  if (key) check_key(*key);
  const TimeLimit limit(os, timeout);
  Connection connection(os, os.connect(address, where), Connection::Direction::Both);
  if (key) authenticate_client(connection, *key, limit, where);
  return connection;
}

}  // namespace ravel
