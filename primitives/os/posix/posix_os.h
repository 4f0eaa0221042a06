// The operating system layer of one process of a run.
#pragma once

#include <memory>

#include "primitives/os/os.h"
#include "primitives/os/posix/arena.h"

namespace ravel::os::posix {

class ProcessOs : public Os {
 public:
  /// Blocks until every child has ended, as a process does at its own end.
  virtual void wait_for_children() = 0;
};

/// For the process `self`; the arena must outlive the result.
std::unique_ptr<ProcessOs> make_os(Arena& arena, Handle self);

/// Ends the calling process, which is `self`, without running a destructor; what stdio has buffered
/// is written.
[[noreturn]] void end_process(Arena& arena, Handle self, int code) noexcept;

}  // namespace ravel::os::posix
