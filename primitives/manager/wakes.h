// How the threads of a manager's pools wake the thread that serves: by bytes that it waits for as
// it waits for its clients.
#pragma once

#include <array>
#include <cstddef>

#include "primitives/manager/protocol.h"
#include "primitives/os/os.h"
#include "primitives/stream_end.h"

namespace ravel::manager {

/// A pipe of numbers of objects; several threads may send. A copy is the same.
class Wakes {
 public:
  explicit Wakes(os::Os& os);

  /// For `wait`.
  os::Handle handle() const { return in_.handle("wait", kNoun); }

  /// Blocks while thousands of them have not been received.
  void send(ObjectId object) const;

  /// Blocks until there is one.
  ObjectId receive() const;

 private:
  static constexpr const char* kNoun = "manager";
  StreamEnd in_;
  StreamEnd out_;
};

}  // namespace ravel::manager
