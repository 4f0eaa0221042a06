// A pipe is made of one stream, or of two.
#include "primitives/pipe.h"

namespace ravel {

using Direction = Connection::Direction;

Pipe::Pipe(os::Os& os, Kind kind, os::Where where) {
  const bool duplex = kind == Kind::Duplex;
  const auto [one, other] =
      duplex ? os.create_stream_pair(where) : os.create_pipe(os::kStreamCapacity, where);
  first = Connection(os, one, duplex ? Direction::Both : Direction::Receive);
  second = Connection(os, other, duplex ? Direction::Both : Direction::Send);
}

}  // namespace ravel
