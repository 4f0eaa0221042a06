// A pipe: two connected ends, to be given to two processes.
#pragma once

#include "primitives/connection.h"
#include "primitives/os/os.h"

namespace ravel {

/// `auto [ours, theirs] = Pipe(os);`. One way, the first end receives and the second one sends.
struct Pipe {
  enum class Kind : std::uint8_t { Duplex, OneWay };

  /// Throws std::system_error when the system is out of them.
  explicit Pipe(os::Os& os, Kind kind = Kind::Duplex, os::Where where = os::Where::here());

  Connection first;
  Connection second;
};

}  // namespace ravel
