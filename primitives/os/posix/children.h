// The children of one process.
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>

#include "primitives/os/posix/arena.h"
#include "primitives/os/posix/descriptor.h"
#include "primitives/os/posix/threads.h"
#include "primitives/os/processes.h"

namespace ravel::os::posix {

/// See Processes for the contracts. Throws std::logic_error for a handle that is not a child's.
class Children {
 public:
  Children(Arena& arena, const ProcessThreads& threads) noexcept
      : arena_(arena), threads_(threads) {}

  /// A child that the calling thread has started.
  void add(Handle child, pid_t pid);
  std::optional<int> wait(Handle child, Timeout timeout, WaitKind reported = WaitKind::Child);
  /// Asks those that are daemons to end, and waits for nobody.
  void end_daemons();
  void kill(Handle child, Signal signal);

  /// Blocks until every child has ended.
  void wait_for_all();

  /// Blocks until every child has ended that the thread of this number started: they would die with
  /// it.
  void wait_for_those_of(std::uint32_t thread);

  /// A descriptor that becomes readable when `child` ends; nothing if it is known to have ended.
  std::optional<Descriptor> end_of(Handle child);

 private:
  struct Child {
    pid_t pid = 0;
    std::uint32_t starter = 0;
    std::optional<int> exit_code;
  };
  Child& child(Handle handle);
  ProcessRecord& record(Handle handle) const noexcept;
  bool has_ended(Handle handle, Child& child);

  Arena& arena_;
  const ProcessThreads& threads_;
  std::mutex mutex_;
  std::condition_variable reaped_;
  std::map<Handle, Child> children_;
};

}  // namespace ravel::os::posix
