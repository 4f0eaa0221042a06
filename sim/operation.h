// An operation: what a process asks the simulated system for, one step of an execution.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "primitives/os/os.h"

namespace ravel::sim {

/// Processes and threads are numbered together, in the order of their creation; 0 is the main
/// process. The number of a process is that of its first thread.
using ProcessId = std::uint8_t;

enum class OperationKind : std::uint8_t {
  Spawn,
  Wait,     ///< for a child to end
  WaitAll,  ///< for every child to end, as a process does at its own end
  Kill,
  Exit,
  Acquire,
  Release,
  SemaphoreValue,
  Load,
  Store,
  AtomicLoad,
  AtomicStore,
  Exchange,
  FetchAdd,
  CompareExchange,
  OpenFile,
  ReadFile,
  WriteFile,
  CloseFile,
  RenameFile,
  RemoveFile,
  LockFile,
  UnlockFile,
  Choose,
  Sleep,  ///< only with a virtual clock
  ReadStream,
  WriteStream,
  CloseStream,
  Listen,
  Accept,
  Connect,
  Poll,      ///< looks at several objects at once
  Evaluate,  ///< whether a condition over shared memory holds
  Stop,      ///< of the other threads of a process that ends: they do nothing more
  Fate,      ///< draws whether the process is killed here (1) or goes on (0)
  Fault,     ///< draws how the call that follows fails; 0: not
};

/// The last one in the order of the list.
inline constexpr OperationKind kLastOperationKind = OperationKind::Fault;

/// Whether `kind` is an access to one word of shared memory.
constexpr bool is_memory_access(OperationKind kind) noexcept {
  return kind >= OperationKind::Load && kind <= OperationKind::CompareExchange;
}

/// Whether it draws one of several alternatives, which is of no concern to others.
constexpr bool is_draw(OperationKind kind) noexcept {
  return kind == OperationKind::Choose || kind >= OperationKind::Fate;
}

/// What Fault draws: what is wrong with the call.
inline constexpr std::uint64_t kShort = 1;    ///< it transfers about half as much
inline constexpr std::uint64_t kNoSpace = 2;  ///< it fails with ENOSPC

/// "acquire", "atomic-load", ...: the word that traces use.
std::string_view name(OperationKind kind);

/// Whether the object of such an operation is a process or a thread.
constexpr bool names_process(OperationKind kind) noexcept {
  return kind == OperationKind::Spawn || kind == OperationKind::Wait ||
         kind == OperationKind::Kill || kind == OperationKind::Exit;
}

/// What WaitAll waits for, if not for children too.
inline constexpr std::uint64_t kThreadsOnly = 1;

/// What CloseStream closes, as bits: a duplex end has both.
inline constexpr std::uint64_t kReadSide = 1;
inline constexpr std::uint64_t kWriteSide = 2;

/// How an operation took effect. A data choice has one outcome per alternative: Done + i.
enum class Outcome : std::uint16_t { Done = 0, TimedOut = 0xFFFF };

/// A condition that somebody waits for. It loads shared memory through the system.
class Condition {
 public:
  virtual ~Condition() = default;
  virtual bool holds() noexcept = 0;
};

/// `value` is an argument on the way in and the result on the way out; spans and strings belong to
/// the caller, whose fiber is suspended until the operation has taken effect.
struct Operation {
  OperationKind kind{};
  bool timed = false;        ///< may end by a timeout while it is not enabled
  std::uint8_t size = 0;     ///< of a memory access, in bytes
  os::FileMode mode{};       ///< of OpenFile
  std::uint32_t object = 0;  ///< see Step
  std::uint32_t offset = 0;  ///< see Step; of an open file: which one
  std::uint32_t end = 0;     ///< of a stream or a listener: its number
  std::int32_t error = 0;    ///< result: errno
  /// Of what a file call opened, read, wrote, locked, moved or removed: creator and number, which
  /// no schedule changes; 0: nothing.
  std::uint32_t content = 0;
  bool created = false;  ///< by OpenFile: the file was not there before
  bool changed = false;  ///< by a memory access: there are other bytes now than before
  bool bare = false;     ///< of WriteStream: nobody in its own process can read what it writes
  std::uint64_t value = 0;
  std::uint64_t expected = 0;  ///< of CompareExchange
  std::byte* bytes = nullptr;  ///< to read into or to write from
  std::size_t length = 0;
  Condition* condition = nullptr;  ///< of Evaluate
  std::string_view path;
  std::string_view path_to;             ///< of RenameFile
  std::chrono::nanoseconds timeout{0};  ///< of a timed operation; 0 or less: a mere try
  os::Where where;
};

}  // namespace ravel::sim
