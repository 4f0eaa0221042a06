// Sockets are streams and listeners of the system, with nothing added.
#include "primitives/socket.h"

#include <span>

namespace ravel {
namespace {

constexpr const char* kNoun = "socket";

}  // namespace

Socket::Socket(os::Os& os, std::string_view address, os::Where where)
    : end_(os, os.connect(address, where)) {}

void Socket::sendall(std::string_view bytes, os::Where where) {
  os::Os& os = end_.os("sendall", kNoun);
  for (auto rest = std::as_bytes(std::span(bytes)); !rest.empty();)
    rest = rest.subspan(os.write_stream(handle(), rest, where));
}

std::string Socket::recv(std::size_t size, os::Where where) {
  os::Os& os = end_.os("recv", kNoun);
  std::string bytes(size, '\0');
  bytes.resize(os.read_stream(handle(), std::as_writable_bytes(std::span(bytes)), where));
  return bytes;
}

Socket ServerSocket::accept(os::Where where) {
  os::Os& os = end_.os("accept", kNoun);
  return Socket(StreamEnd(os, os.accept(handle(), os::kForever, where)));
}

std::string ServerSocket::address() const {
  return end_.os("address", kNoun).listener_address(handle());
}

}  // namespace ravel
