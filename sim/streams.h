// The simulated byte streams: bytes on their way between two ends, who has which end open, and who
// can be connected to at which address. It knows no processes beyond their numbers, and every call
// takes effect at once.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "sim/operation.h"
#include "sim/process_set.h"

namespace ravel::sim {

class Streams {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  /// Empties it; memory is kept for the next execution.
  void reset() noexcept;

  /// Whether there has never been an end.
  bool empty() const noexcept { return ends_used_ == 0; }

  /// Calls that fail return this together with an errno. EBADF: the end is not open any more, or is
  /// one for the other direction.
  struct Result {
    std::uint64_t value = 0;
    std::int32_t error = 0;
  };

  /// The number of an end is made of its creator and what that has created before, so that it does
  /// not depend on who else creates ends meanwhile. Numbers are never used twice.
  using Number = std::uint32_t;

  /// Whether `process` has the end open, too, that reads what is written to `number`.
  bool reads_back(ProcessId process, Number number) const noexcept;

  /// A stream through which bytes go from the second end to the first one; both are open in
  /// `owner`. `object` is the index of the stream's object.
  std::pair<Number, Number> add_pipe(ProcessId creator, ProcessId owner, std::uint32_t object,
                                     std::size_t capacity);
  /// Two ends; through the first stream bytes go to the first one.
  std::pair<Number, Number> add_pair(ProcessId creator, ProcessId owner,
                                     std::pair<std::uint32_t, std::uint32_t> objects,
                                     std::size_t capacity);

  /// What `number` is, if `process` has it open. Objects are kNone where there is none.
  struct Sides {
    std::uint32_t reads = kNone;   ///< the stream that it reads from, an object
    std::uint32_t writes = kNone;  ///< the stream that it writes to, an object
    std::uint32_t address = kNone;
    bool operator==(const Sides&) const = default;
  };
  const Sides* find(ProcessId process, Number number) const noexcept;

  /// Uses of an end: `close` gives one back. True if it was the last one of `process`.
  void share(ProcessId process, Number number) noexcept;
  bool close(ProcessId process, Number number) noexcept;
  bool is_last_use(ProcessId process, Number number) const noexcept;

  /// `child` gets its own use of an end of `parent`.
  void inherit(ProcessId parent, ProcessId child, Number number) noexcept;

  /// Closes what `process` has open, as its end does.
  void close_all(ProcessId process) noexcept;

  /// The first end that `process` has open, or kNone.
  Number first_open(ProcessId process) const noexcept;

  /// Whether a call would not have to wait now; also if it would fail.
  bool readable(ProcessId process, Number number) const noexcept;
  bool writable(ProcessId process, Number number) const noexcept;
  bool acceptable(ProcessId process, Number number) const noexcept;

  Result read(ProcessId process, Number number, std::span<std::byte> into);
  Result write(ProcessId process, Number number, std::span<const std::byte> bytes);

  /// EADDRINUSE. The value is a new listener.
  Result listen(ProcessId creator, ProcessId owner, std::uint32_t address);
  bool listening(std::uint32_t address) const noexcept { return listener_at(address) != kNone; }
  /// ECONNREFUSED. The value is one end of a new pair, the other one waits to be accepted.
  Result connect(ProcessId creator, ProcessId owner, std::uint32_t address,
                 std::pair<std::uint32_t, std::uint32_t> objects, std::size_t capacity);
  /// The value is the end that waited longest.
  Result accept(ProcessId process, Number listener);

  /// The bytes on their way in the stream whose object this is.
  std::size_t held_in(std::uint32_t object) const noexcept;

  /// In which processes the end is open that `number` reads from (or writes to).
  ProcessSet writers(Number number) const noexcept;
  ProcessSet readers(Number number) const noexcept;

 private:
  struct Stream {
    std::string bytes;
    std::size_t taken = 0;  // of `bytes`: read already
    std::size_t capacity = 0;
    std::uint32_t read_end = kNone;
    std::uint32_t write_end = kNone;

    std::size_t held() const noexcept { return bytes.size() - taken; }
  };
  struct Use {
    ProcessId process = 0;
    std::uint32_t count = 0;
  };
  struct End {
    Number number = 0;
    Sides sides;
    std::uint32_t reads = kNone;  // streams
    std::uint32_t writes = kNone;
    bool open = false;  // in some process, or waiting to be accepted
    std::vector<Use> uses;
    std::vector<std::uint32_t> waiting;  // of a listener: ends, the oldest one first
  };

  std::uint32_t add_end(ProcessId creator, const Sides& sides);
  std::uint32_t add_stream(std::size_t capacity);
  std::pair<std::uint32_t, std::uint32_t> add_tied_ends(
      ProcessId creator, std::pair<std::uint32_t, std::uint32_t> objects, std::size_t capacity);
  void tie(std::uint32_t stream, std::uint32_t read_end, std::uint32_t write_end) noexcept;
  void shut(End& end) noexcept;
  std::uint32_t index_of(Number number) const noexcept;
  const End* open_end(ProcessId process, Number number) const noexcept;
  End* open_end(ProcessId process, Number number) noexcept;
  static const Use* use_of(const End& end, ProcessId process) noexcept;
  std::uint32_t listener_at(std::uint32_t address) const noexcept;
  ProcessSet users(std::uint32_t end) const noexcept;
  bool is_open(std::uint32_t end) const noexcept { return end != kNone && ends_[end].open; }

  std::vector<Stream> streams_;
  std::size_t streams_used_ = 0;
  std::vector<End> ends_;
  std::size_t ends_used_ = 0;
  std::vector<std::vector<std::uint32_t>> made_by_;  // by creator: its ends
};

/// Makes `operation` the closing of an end with these sides.
void set_closing(Operation& operation, const Streams::Sides& sides) noexcept;

}  // namespace ravel::sim
