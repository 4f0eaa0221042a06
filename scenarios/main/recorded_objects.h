// Who and what the entries of a log are about, by the numbers and names that the simulator would
// give.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "primitives/os/recording/log.h"
#include "sim/process_set.h"
#include "sim/trace.h"

namespace ravel {

/// The processes and threads of a log, in the order of their start; at most as many as a trace can
/// have.
class RecordedParticipants {
 public:
  /// `entries` are in their order.
  explicit RecordedParticipants(std::span<const os::recording::Entry> entries);

  std::optional<sim::ProcessId> find(os::Handle process, std::uint32_t thread) const;

  /// The thread that its process calls `thread`.
  std::optional<sim::ProcessId> find_thread(os::Handle process, os::Handle thread) const;

  const std::vector<sim::ProcessRecord>& records() const noexcept { return records_; }

 private:
  void add_main(const os::recording::Entry& begin);
  void add_child(const os::recording::Entry& spawn);
  void add_thread(const os::recording::Entry& start, std::span<const os::recording::Entry> entries);
  std::optional<sim::ProcessId> add(sim::ProcessRecord record);

  std::vector<sim::ProcessRecord> records_;
  std::map<std::pair<os::Handle, std::uint32_t>, sim::ProcessId> numbers_;
  std::map<std::pair<os::Handle, os::Handle>, sim::ProcessId> threads_;
};

/// The semaphores, memories, files, streams and addresses of a log. Handles are used again for
/// other objects: what one means depends on how far the log has been read.
class RecordedObjects {
 public:
  /// Sets what `step` is about, and its bytes, sides or target.
  void set_object(sim::Step& step, const os::recording::Entry& entry);

  /// Whether `handle` is the end of a stream, or a listener.
  bool is_stream(os::Handle handle) const { return ends_.contains(handle); }

  /// What `entry`, which has returned, created, opened or named.
  void note(const os::recording::Entry& entry, const std::string& creator, bool by_main);

  const std::vector<sim::ObjectRecord>& records() const noexcept { return records_; }

 private:
  /// The end of a stream: what it reads from, what it writes to.
  struct End {
    std::optional<std::uint32_t> reads;
    std::optional<std::uint32_t> writes;
  };

  std::uint32_t add(sim::ObjectKind kind, std::string name);
  std::uint32_t add_numbered(sim::ObjectKind kind, std::string_view word,
                             const std::string& creator, bool by_main);
  std::uint32_t path(const std::string& name);
  std::uint32_t at(os::Handle handle, sim::ObjectKind kind);
  void note_ends(const os::recording::Entry& entry, const std::string& creator, bool by_main);
  void close(sim::Step& step, os::Handle handle);

  std::vector<sim::ObjectRecord> records_;
  std::map<os::Handle, std::uint32_t> objects_;  // semaphores, memories, open files, listeners
  std::map<os::Handle, End> ends_;
  std::map<std::string, std::uint32_t> paths_;  // and addresses
  std::map<std::string, std::uint32_t> made_;   // by creator: how many
};

}  // namespace ravel
