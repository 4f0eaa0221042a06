// The state of the simulated operating system: a deterministic state machine without fibers,
// strategies or traces, so that it can be tested, copied and reasoned about alone.
//
// An operation takes effect when it is applied, never when it is announced. Blocking is the
// predicate `enabled`, not a wait queue.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/file_system.h"
#include "sim/look.h"
#include "sim/object.h"
#include "sim/operation.h"
#include "sim/process_set.h"
#include "sim/process_state.h"
#include "sim/streams.h"

namespace ravel::sim {

class Kernel {
 public:
  /// One running main process and nothing else. Memory is kept for the next execution.
  void reset();

  /// Objects, processes and threads are made at once: nobody else can know of them yet. Each `id`
  /// is one below kProcessesMax that is not in use.
  void add_process(ProcessId id, ProcessId parent, std::uint32_t number, bool daemon = false);
  void add_thread(ProcessId id, ProcessId process, bool daemon);
  std::uint32_t add_semaphore(ProcessId creator, std::uint32_t initial, std::uint32_t maximum);
  std::uint32_t add_memory(ProcessId creator, std::size_t bytes);

  /// {read end, write end}, and two duplex ends; open in the process of `creator`.
  std::pair<std::uint32_t, std::uint32_t> add_pipe(ProcessId creator, std::size_t capacity);
  std::pair<std::uint32_t, std::uint32_t> add_stream_pair(ProcessId creator);

  /// The File (or Address) object of `name`: one for each that was named. Its value numbers the
  /// name, and does so in later executions too.
  std::uint32_t named_object(ObjectKind kind, ProcessId creator, std::string_view name);

  /// The word behind `name`, a Memory object: one for each that was named, with the same number in
  /// later executions too.
  std::uint32_t name_word(std::string_view name);

  /// The File object that `open_file` was opened under.
  std::uint32_t open_object(std::uint64_t open_file) const { return open_objects_[open_file]; }
  const FileSystem& files() const noexcept { return files_; }
  const Streams& streams() const noexcept { return streams_; }
  Streams& streams() noexcept { return streams_; }
  /// A port that nobody listens at. Depends on who asks and how often, not on others.
  std::uint16_t free_port(ProcessId process);

  /// What the steps of the execution looked at, in the order in which they asked.
  const std::vector<Look>& looks() const noexcept { return looks_; }
  void add_look(const Look& look) { looks_.push_back(look); }

  /// Loads for a condition that is being evaluated.
  void look(Operation& load);

  /// How much shared memory there is, all regions together; the bytes of one of them.
  std::size_t memory_bytes() const noexcept { return memory_.size(); }
  std::span<const std::byte> bytes_of(const Object& memory) const noexcept {
    return std::span(memory_).subspan(memory.value, memory.limit);
  }

  /// Whether `process` could perform `operation` now without waiting.
  bool enabled(ProcessId process, const Operation& operation) const noexcept;

  /// Performs it: results go to `operation.value`, failures to `operation.error`. An operation with
  /// Outcome::Done must be enabled; one with Outcome::TimedOut must be timed and fails with
  /// ETIMEDOUT. False if the process has to wait on: a condition did not hold.
  bool apply(ProcessId process, Operation& operation, Outcome outcome);

  /// Makes `operation` the next part of the end of the process of `thread`: it closes what is open,
  /// one after the other, as real systems do. Closing a file matters to somebody only if it lets go
  /// of a lock. False if there is nothing.
  bool next_closing(ProcessId thread, Operation& operation) const;
  bool anything_opened() const noexcept { return !files_.empty() || !streams_.empty(); }

  const std::vector<ProcessState>& processes() const noexcept { return processes_; }
  ProcessState& process(ProcessId id) noexcept { return processes_[id]; }
  ProcessId process_of(ProcessId thread) const noexcept { return processes_[thread].process; }

  /// Whether no other thread of its process will do anything more.
  bool is_alone(ProcessId thread) const noexcept;

  /// How many processes and threads began to die, or were stopped, up to now.
  std::size_t casualties() const noexcept { return casualties_; }
  const std::vector<Object>& objects() const noexcept { return objects_; }
  /// Of a File or Address object.
  const std::string& name_of(const Object& object) const {
    return names_[object.kind == ObjectKind::Memory ? object.number & ~kNameBit : object.value];
  }

  /// "" for the main process, "1:2" for the second child of its first child, "1:2/3" for the third
  /// thread that this one started.
  std::string path_of(ProcessId process) const;

  /// Which processes keep open what `operation`, on a stream, waits for.
  ProcessSet holders(const Operation& operation) const;

  /// Whether nobody in the process of `thread` can read what `operation`, a WriteStream, writes.
  bool is_bare(ProcessId thread, const Operation& operation) const noexcept {
    return !streams_.reads_back(process_of(thread), operation.end);
  }

 private:
  void add(ProcessId id, const ProcessState& state);
  std::uint32_t add_object(ObjectKind kind, ProcessId creator, std::size_t value, std::size_t limit,
                           std::uint32_t initial);
  std::pair<std::uint32_t, std::uint32_t> add_two_streams(ProcessId creator);
  std::uint32_t number_of(std::string_view name);
  void read_modify_write(Operation& operation);
  bool apply_rare(ProcessId process, Operation& operation);
  void apply_file(ProcessId process, Operation& operation);
  void apply_stream(ProcessId process, Operation& operation);
  void connect(ProcessId process, Operation& operation);
  void poll(ProcessId process, Operation& operation);
  bool evaluate(Operation& operation);
  bool enabled_io(ProcessId process, const Operation& operation) const noexcept;
  bool any_ready(ProcessId process, const Operation& operation) const noexcept;
  bool is_ready(ProcessId process, const Look& look) const noexcept;
  void end(ProcessId thread, const Operation& operation);
  void end_process(ProcessId process, std::int32_t exit_code);
  void stop_threads(ProcessId process, ProcessId except);
  void kill(ProcessId target, std::int32_t exit_code);
  std::byte* word(const Operation& operation);
  void write(Operation& operation, std::uint64_t value);
  void note_change(const Operation& write);

  std::vector<ProcessState> processes_;
  std::vector<Object> objects_;
  std::vector<std::byte> memory_;
  FileSystem files_;
  Streams streams_;
  std::vector<std::uint32_t> open_objects_;  // open file -> its File object
  std::vector<std::string> names_;           // of File and Address objects, of all executions
  std::vector<Look> looks_;
  std::vector<std::uint32_t> watched_;  // looks of those who wait for a change of memory
  std::size_t casualties_ = 0;
};

}  // namespace ravel::sim
