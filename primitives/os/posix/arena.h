// The memory that all processes of a run share: one sparse anonymous file, handed down by
// descriptor, so that nothing has a name and the last process takes it along. It knows blocks, and
// nothing of what is in them.
#pragma once

#include <pthread.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <string_view>

#include "primitives/os/posix/descriptor.h"
#include "primitives/os/posix/run.h"
#include "primitives/os/processes.h"
#include "primitives/os/types.h"

namespace ravel::os::posix {

enum class BlockKind : std::uint32_t { Free, Semaphore, Memory, Process, Observation, Name };

/// In front of every object; the object follows, aligned to 64 bytes. A handle is the block's
/// offset in the arena / 64.
struct alignas(64) Block {
  std::uint32_t magic;
  BlockKind kind;
  std::uint64_t size;  ///< of the object, in bytes
  std::atomic<std::uint32_t> uses;
  std::uint32_t next;  ///< the next block of the list that this one is on; 0: none
  char label[40];      ///< zero-terminated

  std::byte* object() noexcept { return reinterpret_cast<std::byte*>(this + 1); }
};
static_assert(sizeof(Block) == 64);

/// What is known about the run as a whole, at the start of the arena.
struct RunHeader {
  std::uint64_t magic;
  pthread_mutex_t mutex;                 ///< guards `unused` and `free`
  std::uint64_t unused;                  ///< offset of the first byte that was never allocated
  std::array<std::uint32_t, 40> free;    ///< lists of blocks of 64 << i bytes
  std::atomic<std::uint32_t> processes;  ///< lists of blocks, the newest first
  std::atomic<std::uint32_t> observations;
  StartMethod start_method;
  bool seeded;
  std::uint64_t seed;
  RunKey key;
  pthread_mutex_t names_mutex;  ///< guards what the names of `names` stand for
  std::atomic<std::uint32_t> names;
  int directory;  ///< descriptors that have the same number in every process of the run
  int output;
  int setup_error;  ///< errno of a set-up that failed, and what could not be done
  char setup_call[4200];
  char path[4096];  ///< of the run's directory; empty while there is none
};

/// Robust: when a process is killed while it holds one, the next one carries on. So every change
/// under the lock has to become visible by a single store, that there is nothing to repair.
class RobustLock {
 public:
  explicit RobustLock(pthread_mutex_t& mutex) noexcept;
  RobustLock(const RobustLock&) = delete;
  RobustLock& operator=(const RobustLock&) = delete;
  ~RobustLock() { pthread_mutex_unlock(&mutex_); }

 private:
  pthread_mutex_t& mutex_;
};

class Arena {
 public:
  /// A new arena, zeroed. Throws std::system_error.
  static Arena create(const RunOptions& options);
  /// Maps the arena behind `file`. Throws std::system_error.
  explicit Arena(Descriptor file);

  RunHeader& header() const noexcept { return *reinterpret_cast<RunHeader*>(memory_.get()); }
  int descriptor() const noexcept { return file_.get(); }

  /// `size` zeroed bytes with one use. Throws std::system_error (ENOMEM) when none are left.
  Handle allocate(BlockKind kind, std::size_t size);

  /// The block of `handle`; ensures that it exists and is of this kind.
  Block& block(Handle handle, BlockKind kind) const noexcept;
  bool has(Handle handle, BlockKind kind) const noexcept;
  /// The block of `handle`, or none if that names nothing in here.
  Block* find(Handle handle) const noexcept;

  template <class Object>
  Object& object(Handle handle, BlockKind kind) const noexcept {
    return *reinterpret_cast<Object*>(block(handle, kind).object());
  }

  /// Count the uses of a semaphore or memory; the last `close` frees it.
  void share(Handle handle) noexcept;
  void close(Handle handle) noexcept;

  /// Adds a block that is complete to a list. Lock-free: a writer that is killed midway hinders
  /// nobody and leaves nothing half-written in the list.
  void push(std::atomic<std::uint32_t>& list, Handle handle) noexcept;

 private:
  struct Unmap {
    void operator()(std::byte* memory) const noexcept;
  };

  Block& shared_block(Handle handle) const noexcept;
  std::uint64_t take(std::size_t index);
  void release(Handle handle, Block& block) noexcept;

  Descriptor file_;
  std::unique_ptr<std::byte, Unmap> memory_;
};

/// Copies as much of `text` as fits, always zero-terminated.
void copy_text(std::string_view text, char* into, std::size_t size) noexcept;

}  // namespace ravel::os::posix
