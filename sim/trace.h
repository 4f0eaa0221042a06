// The record of one execution: who did what, with which result. Everything before it writes it,
// everything after it only reads it. Texts are made from it by reports, never while it is written.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "primitives/os/types.h"
#include "sim/look.h"
#include "sim/object.h"
#include "sim/operation.h"
#include "sim/process_set.h"

namespace ravel::sim {

/// In Step::content: OpenFile created it.
inline constexpr std::uint32_t kCreated = 0x80000000;

/// One operation that took effect.
struct Step {
  ProcessId process = 0;
  OperationKind kind{};
  Outcome outcome = Outcome::Done;
  bool choice = false;    ///< others could have gone instead
  bool decided = false;   ///< it waited for a decision, though perhaps there was but one
  bool timed = false;     ///< could have ended by a timeout
  bool waited = false;    ///< timed, and not a mere try
  bool changed = false;   ///< see Operation
  bool bare = false;      ///< see Operation
  std::uint8_t size = 0;  ///< of a memory access, in bytes

  /// Not 0: with it and as many of its process's steps before it, an iteration of a loop repeated
  /// itself. The process goes on only when something changes that these steps looked at.
  std::uint8_t spins = 0;

  /// Index into Trace::objects. Wait, Kill, Spawn, Exit: the process or thread that is waited for,
  /// killed, started, ended (Exit ends a thread or a whole process). Poll, Evaluate: the first of
  /// the step's Trace::looks.
  std::uint32_t object = 0;
  std::int32_t error = 0;  ///< errno of a call that failed, else 0

  /// Of a memory access. OpenFile: its mode. RenameFile: the target. Choose, Fate,
  /// Fault: the number of alternatives. ReadStream, WriteStream: bytes
  /// asked for. CloseStream of a duplex end: the stream that it read from. Accept, Connect: the
  /// stream that the new end reads from. Poll, Evaluate: how many looks.
  std::uint32_t offset = 0;
  std::uint32_t content = 0;  ///< see Operation; with kCreated

  /// Stored, loaded, exit code, bytes read or written. CloseStream: kReadSide, kWriteSide, both, or
  /// none for a listener. Poll: how many are ready. Evaluate: whether the condition holds.
  std::uint64_t value = 0;
  os::Where where;
  ProcessSet enabled;  ///< the processes that could go instead of this step, its own too

  bool operator==(const Step&) const;
};

struct ProcessRecord {
  std::string name;
  std::string path;      ///< "" for the main process, "1:2" for grandchildren, "1:2/3" for threads
  ProcessId parent = 0;  ///< of a thread: its process
  std::uint32_t thread = 0;  ///< number in its process; 0: the first one
  bool daemon = false;       ///< a thread that its process does not wait for, a child that it ends
};

/// `file 'left.json'`, `semaphore 1:2`: its label, or kind, creator's path and number.
struct ObjectRecord {
  ObjectKind kind{};
  std::string name;
  std::uint32_t initial = 0;  ///< semaphore: permits that it began with
  std::uint32_t maximum = 0;  ///< semaphore; stream: its capacity in bytes
};

struct Trace {
  std::vector<ProcessRecord> processes;  ///< indexed by ProcessId
  std::vector<ObjectRecord> objects;
  std::vector<Step> steps;
  std::vector<Look> looks = {};  ///< of its steps, see Step::object
};

/// How a step reads in a report: "acquire tickets", "open 'left.json' for writing".
std::string describe(const Trace& trace, const Step& step);

/// "no permit", "0", "12 bytes", "12 of 20 bytes", "ENOENT"; empty when there is nothing to say.
std::string describe_result(const Step& step);

}  // namespace ravel::sim
