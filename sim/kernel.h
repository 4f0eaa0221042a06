// The state of the simulated operating system: a deterministic state machine without fibers,
// strategies or traces, so that it can be tested, copied and reasoned about alone.
//
// An operation takes effect when it is applied, never when it is announced. Blocking is the
// predicate `enabled`, not a wait queue.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/file_system.h"
#include "sim/object.h"
#include "sim/operation.h"
#include "sim/process_set.h"

namespace ravel::sim {

/// `dying`: killed, but not yet seen as ended. It takes no more steps of its own.
struct ProcessState {
  ProcessId parent = 0;
  std::uint32_t number = 0;  ///< among the children of its parent
  std::uint32_t children_named = 0;
  std::uint32_t children_started = 0;
  std::uint32_t children_alive = 0;
  std::uint32_t objects_made = 0;
  std::int32_t exit_code = 0;  ///< of one that has ended or is dying
  bool dying = false;
  bool ended = false;
};

class Kernel {
 public:
  /// One running main process and nothing else. Memory is kept for the next execution.
  void reset();

  /// Objects and processes are made at once: nobody else can know of them yet. `id` is below
  /// kProcessesMax and not in use; the ids need not be contiguous.
  void add_process(ProcessId id, ProcessId parent, std::uint32_t number);
  std::uint32_t add_semaphore(ProcessId creator, std::uint32_t initial, std::uint32_t maximum);
  std::uint32_t add_memory(ProcessId creator, std::size_t bytes);

  /// The File object of `path`: one for each path that was named. Its value numbers the path, and
  /// does so in later executions too.
  std::uint32_t file_object(ProcessId creator, std::string_view path);

  /// The File object that `open_file` was opened under.
  std::uint32_t open_object(std::uint64_t open_file) const { return open_objects_[open_file]; }
  const FileSystem& files() const noexcept { return files_; }

  /// How much shared memory there is, all regions together.
  std::size_t memory_bytes() const noexcept { return memory_.size(); }

  /// Whether `process` could perform `operation` now without waiting.
  bool enabled(ProcessId process, const Operation& operation) const noexcept;

  /// Performs it: results go to `operation.value`, failures to `operation.error`. An operation with
  /// Outcome::Done must be enabled; one with Outcome::TimedOut must be timed and fails with
  /// ETIMEDOUT.
  void apply(ProcessId process, Operation& operation, Outcome outcome);

  const std::vector<ProcessState>& processes() const noexcept { return processes_; }

  /// How many processes are dying.
  std::size_t dying() const noexcept { return dying_; }
  ProcessState& process(ProcessId id) noexcept { return processes_[id]; }
  const std::vector<Object>& objects() const noexcept { return objects_; }
  const std::string& file_path(std::uint32_t object) const {
    return paths_[objects_[object].value];
  }

  /// "" for the main process, "1:2" for the second child of its first child.
  std::string path_of(ProcessId process) const;

 private:
  void read_modify_write(Operation& operation);
  void apply_file(ProcessId process, Operation& operation);
  void end(ProcessId process, std::int32_t exit_code);
  void kill(ProcessId target, std::int32_t exit_code);
  std::byte* word(const Operation& operation);

  std::vector<ProcessState> processes_;
  std::vector<Object> objects_;
  std::vector<std::byte> memory_;
  FileSystem files_;
  std::vector<std::uint32_t> open_objects_;  // open file -> its File object
  std::vector<std::string> paths_;           // of File objects, of all executions
  std::size_t dying_ = 0;
};

}  // namespace ravel::sim
