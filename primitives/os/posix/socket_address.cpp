// sockaddr_un, getaddrinfo and getnameinfo.
#include "primitives/os/posix/socket_address.h"

#include <netdb.h>
#include <sys/un.h>

#include <cstring>
#include <memory>

#include "primitives/os/posix/checked.h"

namespace ravel::os::posix {

SocketAddress local_address(int directory, const std::string& name) {
  const std::string path = "/proc/self/fd/" + std::to_string(directory) + "/" + name;
  sockaddr_un local{};
  if (path.size() >= sizeof(local.sun_path)) throw_error(ENAMETOOLONG, "use address", path);
  local.sun_family = AF_UNIX;
  std::memcpy(local.sun_path, path.c_str(), path.size());
  SocketAddress address;
  std::memcpy(&address.storage, &local, sizeof(local));
  address.size = sizeof(local);
  return address;
}

std::vector<SocketAddress> tcp_addresses(const Address& address) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_NUMERICSERV;
  addrinfo* list = nullptr;
  const std::string port = std::to_string(address.port);
  const int error = getaddrinfo(address.name.c_str(), port.c_str(), &wanted, &list);
  if (error == EAI_SYSTEM) throw_errno("find host", address.name);
  if (error != 0) throw_error(EHOSTUNREACH, "find host", address.name);
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(list, &freeaddrinfo);
  std::vector<SocketAddress> found;
  for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
    SocketAddress one;
    std::memcpy(&one.storage, each->ai_addr, each->ai_addrlen);
    one.size = each->ai_addrlen;
    found.push_back(one);
  }
  return found;
}

std::string bound_address(int socket) {
  SocketAddress bound;
  bound.size = sizeof(bound.storage);
  checked(getsockname(socket, bound.get(), &bound.size), "getsockname");
  if (bound.family() == AF_UNIX) {
    const std::string path = reinterpret_cast<const sockaddr_un*>(&bound.storage)->sun_path;
    return to_string(Address{true, path.substr(path.rfind('/') + 1), 0});
  }
  char host[NI_MAXHOST];
  char port[NI_MAXSERV];
  const int error = getnameinfo(bound.get(), bound.size, host, sizeof(host), port, sizeof(port),
                                NI_NUMERICHOST | NI_NUMERICSERV);
  if (error != 0) throw_error(EINVAL, "getnameinfo");
  return to_string(Address{false, host, static_cast<std::uint16_t>(std::stoi(port))});
}

}  // namespace ravel::os::posix
