// The operating system as the primitives see it: small enough to be implemented three times (POSIX,
// Win32, simulated), and nothing in it that is not an operating system's.
//
// `noexcept` on a call means: it never blocks and never fails, so that a destructor may call it.
// Any other call may throw, and does in a process that the simulator is clearing away.
#pragma once

#include "primitives/os/files.h"
#include "primitives/os/process_local.h"
#include "primitives/os/processes.h"
#include "primitives/os/sharing.h"
#include "primitives/os/streams.h"
#include "primitives/os/surroundings.h"

namespace ravel::os {

class Os : public Processes,
           public Threads,
           public Semaphores,
           public SharedMemory,
           public Files,
           public Streams,
           public Surroundings {
 public:
  /// The calling process uses `object` (a semaphore, shared memory, the end of a stream or a
  /// listener) no more. The object itself ends with its last user, at the latest with the run.
  virtual void close(Handle object) noexcept = 0;

  /// The calling process uses `object` once more: pairs with one more `close`. The uses of a
  /// process are those of all its threads together.
  virtual void share(Handle object) noexcept = 0;

  /// What the calling process remembers beside what the system does. All its threads share it.
  virtual ProcessLocal& local() noexcept = 0;
};

}  // namespace ravel::os
