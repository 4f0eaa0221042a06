// listen, connect, accept.
#include "primitives/os/posix/sockets.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>

#include "primitives/os/posix/checked.h"
#include "primitives/os/posix/events.h"
#include "primitives/os/posix/socket_address.h"

namespace ravel::os::posix {
namespace {

Descriptor open_socket(int family, int flags = 0) {
  return Descriptor(checked(socket(family, SOCK_STREAM | SOCK_CLOEXEC | flags, 0), "socket"));
}

void set_option(int socket, int level, int option) noexcept {
  const int on = 1;
  setsockopt(socket, level, option, &on, sizeof(on));
}

/// Messages are whole when they are written: waiting for more would only delay them. Does nothing
/// to a local socket.
void send_at_once(int socket) noexcept {
  set_option(socket, IPPROTO_TCP, TCP_NODELAY);
}

/// Returns 0 or what errno is.
int bind_to(int socket, const SocketAddress& address) noexcept {
  return bind(socket, address.get(), address.size) == 0 ? 0 : errno;
}

/// One process of the run at a time makes or removes sockets. Held by a description of its own,
/// since the directory's descriptor is one and the same in all processes.
Descriptor lock_directory(int directory) {
  Descriptor own(
      checked(openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), "open the sockets"));
  checked(retried([&] { return flock(own.get(), LOCK_EX); }), "lock the sockets");
  return own;
}

/// Whether a socket is left of a listener that is gone. Of the wrong type on purpose: this asks who
/// is there, and connects to nobody (unix(7): EPROTOTYPE or ECONNREFUSED).
bool is_abandoned(const SocketAddress& address) {
  const Descriptor probe(checked(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket"));
  return connect(probe.get(), address.get(), address.size) < 0 && errno == ECONNREFUSED;
}

Descriptor listen_locally(int directory, const std::string& name) {
  const Descriptor lock = lock_directory(directory);
  const SocketAddress address = local_address(directory, name);
  Descriptor opened = open_socket(AF_UNIX, SOCK_NONBLOCK);
  checked(fchmod(opened.get(), 0600), "fchmod");
  const std::string text = "local:" + name;
  int error = bind_to(opened.get(), address);
  if (error == EADDRINUSE && is_abandoned(address)) {
    checked(unlinkat(directory, name.c_str(), 0), "remove socket", name);
    error = bind_to(opened.get(), address);
  }
  if (error != 0) throw_error(error, "listen at", text);
  checked(listen(opened.get(), SOMAXCONN), "listen at", text);
  return opened;
}

Descriptor listen_tcp(const Address& wanted, const std::vector<SocketAddress>& addresses) {
  int error = 0;
  for (const SocketAddress& address : addresses) {
    Descriptor opened = open_socket(address.family(), SOCK_NONBLOCK);
    // Not two listeners at once, but a new one although connections of the last one linger.
    set_option(opened.get(), SOL_SOCKET, SO_REUSEADDR);
    error = bind_to(opened.get(), address);
    if (error == 0 && listen(opened.get(), SOMAXCONN) == 0) return opened;
    if (error == 0) error = errno;
  }
  throw_error(error == EADDRNOTAVAIL ? EHOSTUNREACH : error, "listen at", to_string(wanted));
}

/// Returns 0 or what errno is.
int connect_to(int socket, const SocketAddress& address) {
  const auto call = [&] { return connect(socket, address.get(), address.size); };
  // A signal that interrupts it leaves a local socket as it was; with TCP the system goes on.
  if ((address.family() == AF_UNIX ? retried(call) : call()) == 0) return 0;
  if (errno != EINTR) return errno;
  pollfd done{socket, POLLOUT, 0};
  wait_for_events(std::span(&done, 1), kForever);
  int error = 0;
  socklen_t size = sizeof(error);
  checked(getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size), "getsockopt");
  return error;
}

/// A port of this machine that nobody listens at may become the caller's own: TCP then connects the
/// socket to itself.
bool is_connected_to_itself(int socket) noexcept {
  SocketAddress own;
  SocketAddress peer;
  own.size = peer.size = sizeof(sockaddr_storage);
  return getsockname(socket, own.get(), &own.size) == 0 &&
         getpeername(socket, peer.get(), &peer.size) == 0 && own.size == peer.size &&
         std::memcmp(own.get(), peer.get(), own.size) == 0;
}

}  // namespace

DescriptorTable::Use Sockets::listener(Handle handle) const {
  DescriptorTable::Use use = table_.use(handle);
  if (use.kind() != DescriptorKind::Listener) throw std::logic_error("this is no listener");
  return use;
}

Handle Sockets::listen(std::string_view text) {
  const Address address = parse_address(text);
  // Outside of the table's lock: looking for a host may take its time.
  const auto addresses = address.local ? std::vector<SocketAddress>() : tcp_addresses(address);
  return table_.add(DescriptorKind::Listener, [&] {
    return address.local ? listen_locally(directory_, address.name)
                         : listen_tcp(address, addresses);
  });
}

std::string Sockets::address_of(Handle handle) const {
  return bound_address(listener(handle).descriptor());
}

Handle Sockets::accept(Handle handle, Timeout timeout) {
  const auto use = listener(handle);
  const auto deadline = timeout ? std::optional<Deadline>(*timeout) : std::nullopt;
  for (bool in_time = true;;) {
    // Another process may have been faster, or the peer have gone.
    const Handle accepted = table_.add(DescriptorKind::Duplex, [&] {
      const int fd =
          retried([&] { return accept4(use.descriptor(), nullptr, nullptr, SOCK_CLOEXEC); });
      if (fd < 0 && errno != EAGAIN && errno != ECONNABORTED) throw_errno("accept");
      if (fd >= 0) send_at_once(fd);
      return Descriptor(fd);
    });
    if (accepted != kNoHandle || !in_time) return accepted;
    const Waiting waiting(threads_.record(), WaitKind::Accept, handle);
    pollfd event{use.descriptor(), POLLIN, 0};
    in_time =
        wait_for_events(std::span(&event, 1), deadline ? Timeout(deadline->left()) : kForever) > 0;
  }
}

Handle Sockets::connect(std::string_view text) {
  const Address address = parse_address(text);
  const auto addresses =
      address.local ? std::vector{local_address(directory_, address.name)} : tcp_addresses(address);
  int error = 0;
  for (const SocketAddress& each : addresses) {
    // In the table before it waits, so that no child is left with it.
    const Handle stream =
        table_.add(DescriptorKind::Duplex, [&] { return open_socket(each.family()); });
    const auto use = table_.use(stream);
    const Waiting waiting(threads_.record(), WaitKind::Connect, stream);
    error = connect_to(use.descriptor(), each);
    if (error == 0 && !address.local && is_connected_to_itself(use.descriptor()))
      error = ECONNREFUSED;
    if (error == 0) {
      send_at_once(use.descriptor());
      return stream;
    }
    table_.close(stream, false);
  }
  // Nobody has ever listened at this name.
  if (address.local && error == ENOENT) error = ECONNREFUSED;
  throw_error(error, "connect to", to_string(address));
}

}  // namespace ravel::os::posix
