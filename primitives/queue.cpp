// What a closed queue says.
#include "primitives/queue.h"

#include <string>

namespace ravel {

void require_open_queue(const MessageQueue& queue, const char* call) {
  queue.os();  // throws if there is no queue at all
  if (queue.closed())
    throw std::invalid_argument(
        std::string(call) + ": the queue is closed in this process: close() it after its last use");
}

}  // namespace ravel
