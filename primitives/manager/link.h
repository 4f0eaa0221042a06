// What the proxies of one process have in common: the way to the server of their manager.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "primitives/connection.h"
#include "primitives/manager/protocol.h"
#include "primitives/os/os.h"

namespace ravel::manager {

/// Each thread has a connection of its own, made when it is first needed, so that one that waits
/// hinders no other.
class Link {
 public:
  Link(os::Os& os, std::string address, std::string key)
      : os_(os), address_(std::move(address)), key_(std::move(key)) {}

  os::Os& os() const noexcept { return os_; }
  const std::string& address() const noexcept { return address_; }
  const std::string& key() const noexcept { return key_; }

  /// Sends the request and waits for its result. Throws what the server has thrown, and
  /// std::system_error if there is no server any more.
  std::string call(Request request, os::Timeout timeout, os::Where where);

 private:
  Connection connection_of(std::uint32_t thread, os::Where where);
  void forget(std::uint32_t thread);

  os::Os& os_;
  std::string address_;
  std::string key_;
  std::mutex mutex_;  ///< of the map; never held during a call of the system
  std::map<std::uint32_t, Connection> connections_;
};

}  // namespace ravel::manager
