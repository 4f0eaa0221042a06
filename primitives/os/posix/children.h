// The children of one process.
#pragma once

#include <sys/types.h>

#include <map>
#include <optional>

#include "primitives/os/posix/arena.h"
#include "primitives/os/posix/process_record.h"
#include "primitives/os/processes.h"

namespace ravel::os::posix {

/// See Processes for the contracts. Throws std::logic_error for a handle that is not a child's.
class Children {
 public:
  Children(Arena& arena, ProcessRecord& self) noexcept : arena_(arena), self_(self) {}

  void add(Handle child, pid_t pid);
  std::optional<int> wait(Handle child, Timeout timeout);
  /// Asks those that are daemons to end, and waits for nobody.
  void end_daemons();
  void wait_for_all();
  void kill(Handle child, Signal signal);

 private:
  struct Child {
    pid_t pid = 0;
    std::optional<int> exit_code;
  };
  Child& child(Handle handle);
  ProcessRecord& record(Handle handle) const noexcept;
  bool reap(Handle handle, Child& child, int options);

  Arena& arena_;
  ProcessRecord& self_;
  std::map<Handle, Child> children_;
};

}  // namespace ravel::os::posix
