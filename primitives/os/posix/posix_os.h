// The operating system layer of one process of a run.
#pragma once

#include <memory>
#include <span>

#include "primitives/os/os.h"
#include "primitives/os/posix/arena.h"
#include "primitives/os/posix/descriptor_table.h"

namespace ravel::os::posix {

class ProcessOs : public Os {
 public:
  /// Blocks until every thread that is no daemon and every child has ended, as a process does at
  /// its own end.
  virtual void wait_for_all() = 0;
};

/// For the process `self`, which finds `inherited` open; the arena must outlive the result. To be
/// called by the process's first thread.
std::unique_ptr<ProcessOs> make_os(Arena& arena, Handle self,
                                   std::span<const InheritedDescriptor> inherited);

}  // namespace ravel::os::posix
