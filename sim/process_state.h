// What the kernel knows of a process or a thread.
#pragma once

#include <cstdint>

#include "sim/operation.h"

namespace ravel::sim {

/// A process, together with its first thread, or another thread of one. What belongs to a process
/// is kept with the process alone.
struct ProcessState {
  ProcessId process = 0;     ///< that the thread belongs to; itself for a process
  ProcessId parent = 0;      ///< of a process; of a thread its process
  std::uint32_t number = 0;  ///< among the children, or the threads, of its parent
  std::uint32_t children_named = 0;
  std::uint32_t started = 0;  ///< children and threads, by this thread
  std::uint32_t children_alive = 0;
  std::uint32_t threads_made = 0;
  std::uint32_t threads_alive = 0;  ///< without the first one and daemons
  std::uint32_t daemons_alive = 0;
  std::uint32_t objects_made = 0;
  std::uint32_t ports_chosen = 0;
  std::int32_t exit_code = 0;         ///< of one that has ended or is dying
  std::uint32_t daemon_children = 0;  ///< that were started
  bool daemon = false;                ///< a thread or child that its process does not wait for
  bool waited_for = false;            ///< somebody saw its end
  bool dying = false;    ///< killed, but not seen as ended yet: it does nothing more but end
  bool stopped = false;  ///< a thread that does nothing more, because its process ends
  bool ended = false;
};

}  // namespace ravel::sim
