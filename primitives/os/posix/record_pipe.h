// A pipe of records in the arena: as long as nobody has to wait, a record goes in, and comes out,
// without a call of the system.
#pragma once

#include <pthread.h>

#include <atomic>
#include <cstddef>
#include <span>

#include "primitives/os/posix/arena.h"
#include "primitives/os/posix/sleepers.h"
#include "primitives/os/types.h"

namespace ravel::os::posix {

/// Any number of processes write and read at once. A process that is killed in the middle of a call
/// has written its record, or read it, or has not; nobody waits for it.
class RecordPipe {
 public:
  /// The records themselves follow the object in its block. Throws std::system_error.
  RecordPipe(std::size_t record, std::size_t records);

  /// False, and change nothing, if the pipe is full, or is empty. `record` has the pipe's size.
  bool try_write(std::span<const std::byte> record) noexcept;
  bool try_read(std::span<std::byte> record) noexcept;

  /// The same; block until there is room, or a record, at most for `timeout`.
  bool write(std::span<const std::byte> record, Timeout timeout);
  bool read(std::span<std::byte> record, Timeout timeout);

  bool empty() const noexcept;

 private:
  /// What writers have of their own, and readers: so they do not hinder each other.
  struct alignas(64) Side {
    pthread_mutex_t turn;
    std::atomic<std::uint64_t> done;  ///< how many records
    Sleepers sleepers;                ///< who wait for the other side
  };

  bool full() const noexcept;
  std::byte* place(std::uint64_t number) noexcept;

  Side writers_;
  Side readers_;
  std::size_t record_;
  std::size_t records_;
};

/// See os::create_record_pipe.
Handle create_record_pipe(Arena& arena, std::size_t record, std::size_t records);

inline RecordPipe& record_pipe_at(ArenaView arena, Handle handle) noexcept {
  return arena.object<RecordPipe>(handle, BlockKind::Pipe);
}

}  // namespace ravel::os::posix
