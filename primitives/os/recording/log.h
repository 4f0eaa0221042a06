// What the processes of a real run did, call by call, in memory that they share. A call is written
// down before it begins and completed when it has returned, so that a process that is killed, or
// waits for ever, leaves behind what it was doing.
//
// No process waits for another one here, and none leaves anything half-done to the others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "primitives/os/types.h"

namespace ravel::os::recording {

enum class Call : std::uint8_t {
  Begin,  ///< of a process: its path and name; or of a thread: `value` is the StartThread's number
  Spawn,
  StartThread,
  Wait,
  WaitThread,
  WaitAll,
  Kill,
  Exit,  ///< of the process `object`, by itself; of a thread if that is none
  CreateSemaphore,
  Acquire,
  Release,
  SemaphoreValue,
  CreateMemory,
  Load,
  Store,
  Exchange,
  FetchAdd,
  CompareExchange,
  WaitUntil,
  OpenFile,
  ReadFile,
  WriteFile,
  CloseFile,
  RenameFile,
  RemoveFile,
  LockFile,
  UnlockFile,
  CreatePipe,
  CreatePair,
  Listen,
  Accept,
  Connect,
  ReadStream,
  WriteStream,
  Poll,
  Close,  ///< of anything: a stream, or what is no stream
  Sleep,
  Choose,
  Label,
};

enum class State : std::uint32_t {
  Free,
  Pending,   ///< has begun
  Done,      ///< `value` is its result
  TimedOut,  ///< or it was a try that failed
  Failed,    ///< `error` is the errno, or 0 of another exception
};

inline constexpr std::size_t kFileBytes = 48;
inline constexpr std::size_t kTextBytes = 80;

/// One call. Texts are cut to what fits and end with a zero.
struct Entry {
  State state = State::Free;
  Call call{};
  bool plain = false;      ///< of a memory access
  bool timed = false;      ///< has a timeout
  std::uint8_t size = 0;   ///< of a memory access, in bytes
  Handle process{};        ///< that the calling thread belongs to
  std::uint32_t thread{};  ///< its number in its process
  Handle object = kNoHandle;
  Handle other = kNoHandle;  ///< the write end of a pipe, the second end of a pair
  std::uint32_t offset = 0;  ///< of a memory access; the mode of an open; of a read: bytes wanted
  std::int32_t error = 0;
  std::uint64_t value = 0;       ///< given, or the result
  std::int64_t nanoseconds = 0;  ///< since the run began
  /// The calls in the order of this number are one that could have been: what gives something away
  /// (release, store, write, start, close) is numbered before it begins, all others at their end.
  /// So nothing comes before what made it possible. Two accesses to the same memory that overlap in
  /// time may change places.
  std::uint64_t order = 0;
  std::int32_t line = 0;
  char file[kFileBytes] = {};  ///< the end of the path, where the call stands in the source
  char text[kTextBytes] = {};  ///< a name, a path, a label, an address
};

class Log {
 public:
  static std::size_t bytes_for(std::size_t entries_max) noexcept;

  /// Of zeroed memory, to begin a log in it. `now` is what `nanoseconds` are counted from.
  static void create(std::byte* memory, std::size_t entries_max, std::int64_t now) noexcept;

  /// In memory where a log was created.
  explicit Log(std::byte* memory) noexcept;

  /// A free entry, which nobody else gets; null when there is none left.
  Entry* claim() noexcept;

  /// Each call gives a greater number.
  std::uint64_t next_order() noexcept;
  std::int64_t begin() const noexcept;

  /// All that was written, in the order of `claim`. Others may go on writing.
  std::vector<Entry> entries() const;

  /// How many calls found no entry.
  std::uint64_t left_out() const noexcept;

 private:
  struct Header;
  std::span<Entry> slots() const noexcept;

  Header* header_;
};

/// Makes what was written to `entry` visible to who reads the log.
void set_state(Entry& entry, State state) noexcept;

/// As much of the end, or of the beginning, of `text` as fits.
void copy_end(std::string_view text, char (&into)[kFileBytes]) noexcept;
void copy_beginning(std::string_view text, char (&into)[kTextBytes]) noexcept;

}  // namespace ravel::os::recording
