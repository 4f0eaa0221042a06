// What each step of a trace used, found by going through the trace once and keeping the little
// state that decides it: how often a semaphore was acquired, which content a name stands for, who
// holds the lock of a file. Part of the oracle: it shares no code with sim/ or checker/.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/simulation.h"

namespace ravel::reference {

/// What can be used by several processes. A name is a path in the directory; a content is what is
/// in a file, whatever its name is by now, and has a lock.
enum class Thing { Memory, Semaphore, Name, Content, FileLock, Stream };

/// An Observe sees that a semaphore or a lock was (or was not) available, and changes nothing.
/// Of a stream: who reads finds bytes or its end, who writes finds room or that nobody can read.
enum class Role {
  Read,
  Write,
  Acquire,
  Release,
  Observe,
  Get,
  Put,
  End,
  Broken,
  Closed,
  CloseRead,
  CloseWrite
};

/// One step may use several things: renaming uses two names.
struct Use {
  Thing thing{};
  Role role{};
  std::uint32_t object = 0;  ///< the index of an object, or the number of a content
  std::uint32_t offset = 0;  ///< memory: the first byte
  std::uint32_t size = 0;    ///< memory: how many bytes
  std::int64_t rank = 0;     ///< Acquire: this is the rank-th one that succeeded; Release likewise
  std::int64_t initial = 0;  ///< of the semaphore or lock: its free permits at first
  std::int64_t maximum = 0;  ///< of the semaphore or lock

  std::int64_t from = 0;  ///< Get, Put: the first byte, counted from the beginning of the stream
  std::int64_t to = 0;    ///< Get, Put: behind the last one
  bool partial = false;   ///< Get, Put: there were not as many bytes as were wanted
  bool bare = false;      ///< Put: nobody in its process could have read it
  std::size_t owner = 0;  ///< of a stream: the process that the thread belongs to

  /// A foreign release of a bounded semaphore, or any use after one: ordered with every other use.
  /// Foreign is a release by a process that has given back all it has taken.
  bool exposed = false;
};

/// Whether the step gave up without having seen anything: whoever may time out at any time, also
/// when what it waits for is to be had, sees nothing of it. A mere try always looks.
bool gave_up_blindly(const sim::Step& step, sim::Timeouts timeouts);

/// The uses of each step of `trace`, an execution in which timed operations behave as `timeouts`.
std::vector<std::vector<Use>> uses(const sim::Trace& trace, sim::Timeouts timeouts);

}  // namespace ravel::reference
