// What a closed queue says.
#include "primitives/queue.h"

#include <cerrno>
#include <string>
#include <system_error>

#include "primitives/simple_queue.h"

namespace ravel {

void require_open_queue(const MessageQueue& queue, const char* call) {
  queue.os();  // throws if there is no queue at all
  if (queue.closed())
    throw std::invalid_argument(std::string(call) + ": the queue is closed in this process");
}

void require_open_simple_queue(const MessageQueue& queue, const char* call) {
  queue.os();
  if (queue.closed())
    throw std::system_error(EBADF, std::generic_category(),
                            std::string(call) + ": the queue is closed in this process");
}

}  // namespace ravel
