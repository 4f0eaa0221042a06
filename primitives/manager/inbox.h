// What has come of a client's next message. The server waits for nobody: it takes the pieces as
// they come, from whomever.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "primitives/connection.h"

namespace ravel::manager {

/// Of one client.
class Inbox {
 public:
  /// Takes what is there, without blocking. Throws EndOfStream when the client has gone.
  void take_from(const Connection& client);

  /// The next message, once it is whole. Throws std::system_error (EMSGSIZE) for one of more than
  /// `length_max` bytes.
  std::optional<std::string> next(std::size_t length_max);

  bool empty() const noexcept { return received_.empty(); }

 private:
  std::string received_;
};

}  // namespace ravel::manager
