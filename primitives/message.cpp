// What a message may not be.
#include "primitives/message.h"

#include <stdexcept>

namespace ravel::detail {

void refuse_handles(const ArgumentWriter& writer) {
  if (!writer.handles().empty())
    throw std::invalid_argument(
        "a message cannot carry a primitive (a lock, a connection, shared memory): pass it as an "
        "argument of the process");
}

}  // namespace ravel::detail
