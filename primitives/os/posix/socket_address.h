// Addresses of listeners as the system takes them.
#pragma once

#include <sys/socket.h>

#include <string>
#include <vector>

#include "primitives/os/address.h"

namespace ravel::os::posix {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  const sockaddr* get() const noexcept { return reinterpret_cast<const sockaddr*>(&storage); }
  sockaddr* get() noexcept { return reinterpret_cast<sockaddr*>(&storage); }
  int family() const noexcept { return storage.ss_family; }
};

/// The socket NAME in the directory behind the descriptor: however long the directory's own path
/// is, this one fits.
SocketAddress local_address(int directory, const std::string& name);

/// What HOST and port stand for, in the order in which they are to be tried. Throws
/// std::system_error (EHOSTUNREACH) for an unknown HOST.
std::vector<SocketAddress> tcp_addresses(const Address& address);

/// "local:NAME" or "tcp:HOST:PORT" of a socket that is bound. Throws std::system_error.
std::string bound_address(int socket);

}  // namespace ravel::os::posix
