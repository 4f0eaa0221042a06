// The life of a worker.
#include "primitives/worker.h"

#include <string>

#include "primitives/task.h"

namespace ravel {

void serve(os::Os& os, Connection channel) {
  for (;;) {
    Task task;
    try {
      task = channel.recv<Task>();
    } catch (const EndOfStream&) {
      return;
    }
    channel.send(perform(os, task));
  }
}

bool introduce(Connection& channel, const std::function<void()>& initializer) {
  const Reply reply = attempt([&] {
    initializer();
    return std::string();
  });
  channel.send(reply);
  return !reply.failed;
}

}  // namespace ravel
