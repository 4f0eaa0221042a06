// Where a listener can be found: the two forms of addresses that every backend takes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ravel::os {

/// "local:NAME" or "tcp:HOST:PORT".
struct Address {
  bool local = false;
  std::string name;  ///< NAME or HOST, which is "127.0.0.1" if none was given
  std::uint16_t port = 0;
  bool operator==(const Address&) const = default;
};

/// The longest NAME in bytes: with what a real system puts before it, it has to fit into the 108
/// bytes of a sockaddr_un.
inline constexpr std::size_t kLocalNameMax = 80;

/// A HOST with colons, as IPv6 has them, stands in brackets: "tcp:[::1]:80". Throws
/// std::invalid_argument, which says what is wrong, for anything else.
Address parse_address(std::string_view text);

std::string to_string(const Address& address);

}  // namespace ravel::os
