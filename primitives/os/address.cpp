// Addresses as text.
#include "primitives/os/address.h"

#include <charconv>
#include <stdexcept>

namespace ravel::os {
namespace {

constexpr std::string_view kLocal = "local:";
constexpr std::string_view kTcp = "tcp:";

[[noreturn]] void refuse(std::string_view text, std::string_view why) {
  throw std::invalid_argument("address '" + std::string(text) + "': " + std::string(why));
}

std::uint16_t port_in(std::string_view text, std::string_view digits) {
  std::uint16_t port = 0;
  const char* end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), end, port);
  if (error != std::errc() || rest != end)
    refuse(text, "a port is a number from 0 (the system chooses) to 65535");
  return port;
}

Address local_in(std::string_view text) {
  const std::string_view name = text.substr(kLocal.size());
  if (name.empty() || name.size() > kLocalNameMax)
    refuse(text, "a local name has 1 to " + std::to_string(kLocalNameMax) + " bytes");
  if (name.find('/') != name.npos || name.find('\0') != name.npos)
    refuse(text, "a local name has no slashes and no zero bytes");
  return {true, std::string(name), 0};
}

Address tcp_in(std::string_view text) {
  const std::string_view rest = text.substr(kTcp.size());
  const std::size_t colon = rest.rfind(':');
  if (colon == rest.npos) refuse(text, "a TCP address is tcp:HOST:PORT");
  std::string_view host = rest.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']'))
    host = host.substr(1, host.size() - 2);
  else if (host.find(':') != host.npos)
    refuse(text, "a host with colons stands in brackets");
  if (host.find('\0') != host.npos) refuse(text, "a host has no zero bytes");
  return {false, host.empty() ? "127.0.0.1" : std::string(host),
          port_in(text, rest.substr(colon + 1))};
}

}  // namespace

Address parse_address(std::string_view text) {
  if (text.starts_with(kLocal)) return local_in(text);
  if (text.starts_with(kTcp)) return tcp_in(text);
  refuse(text, "an address is local:NAME or tcp:HOST:PORT");
}

std::string to_string(const Address& address) {
  if (address.local) return std::string(kLocal) + address.name;
  const bool colons = address.name.find(':') != std::string::npos;
  const std::string host = colons ? "[" + address.name + "]" : address.name;
  return std::string(kTcp) + host + ":" + std::to_string(address.port);
}

}  // namespace ravel::os
