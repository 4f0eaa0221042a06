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
#include "primitives/os/posix/robust_lock.h"
#include "primitives/os/posix/run.h"
#include "primitives/os/processes.h"
#include "primitives/os/types.h"

namespace ravel::os::posix {

enum class BlockKind : int { Free, Semaphore, Memory, Pipe, Process, Observation, Label, Name };

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
  std::atomic<std::uint32_t> labels;       ///< of what is not in the arena
  std::atomic<std::uint32_t> descriptors;  ///< how many handles of descriptors were given
  StartMethod start_method;
  bool seeded;
  std::uint64_t seed;
  RunKey key;
  pthread_mutex_t names_mutex;  ///< guards what the names of `names` stand for
  std::atomic<std::uint32_t> names;
  Handle log;     ///< of the calls of all processes; 0: nobody records
  int directory;  ///< descriptors that have the same number in every process of the run: for files,
  int sockets;    ///< for local sockets,
  int output;     ///< and for what is printed
  int setup_error;  ///< errno of a set-up that failed, and what could not be done
  char setup_call[4200];
  char path[4096];  ///< of the run's directory; empty while there is none
};

/// Where the arena is in this process's memory. A copy of it close at hand saves its user a load on
/// the way to every object.
class ArenaView {
 public:
  explicit ArenaView(std::byte* memory) noexcept : memory_(memory) {}

  RunHeader& header() const noexcept { return *reinterpret_cast<RunHeader*>(memory_); }

  /// The block of `handle`, or none if that names nothing in here.
  Block* find(Handle handle) const noexcept {
    const std::uint64_t offset = static_cast<std::uint64_t>(handle) * kUnit;
    if (offset < sizeof(RunHeader) || offset >= header().unused) return nullptr;
    return reinterpret_cast<Block*>(memory_ + offset);
  }
  /// Every call on an object asks this: one branch, and no look at anything but the block. What is
  /// no block, or not one yet, has another magic number.
  bool has(Handle handle, BlockKind kind) const noexcept {
    const std::uint64_t offset = static_cast<std::uint64_t>(handle) * kUnit;
    if (offset >= kArenaBytes) return false;
    const auto* found = reinterpret_cast<const Block*>(memory_ + offset);
    const auto differs = static_cast<std::uint32_t>(found->kind) ^ static_cast<std::uint32_t>(kind);
    return ((found->magic ^ kBlockMagic) | differs) == 0;
  }
  /// Ensures that it exists and is of this kind.
  Block& block(Handle handle, BlockKind kind) const noexcept {
    ensure(has(handle, kind), "a handle that is not, or no more, of this kind");
    return *reinterpret_cast<Block*>(memory_ + static_cast<std::uint64_t>(handle) * kUnit);
  }

  template <class Object>
  Object& object(Handle handle, BlockKind kind) const noexcept {
    return *reinterpret_cast<Object*>(block(handle, kind).object());
  }

 protected:
  static constexpr std::uint64_t kArenaBytes = std::uint64_t{1} << 30;
  static constexpr std::uint64_t kUnit = 64;
  static constexpr std::uint32_t kBlockMagic = 0x4b4c4252;

  std::byte* memory() const noexcept { return memory_; }

 private:
  std::byte* memory_;
};

class Arena : public ArenaView {
 public:
  /// A new arena, zeroed. Throws std::system_error.
  static Arena create(const RunOptions& options);
  /// Maps the arena behind `file`. Throws std::system_error.
  explicit Arena(Descriptor file);

  int descriptor() const noexcept { return file_.get(); }

  /// `size` zeroed bytes with one use. Throws std::system_error (ENOMEM) when none are left.
  Handle allocate(BlockKind kind, std::size_t size);

  /// Count the uses of a semaphore, of memory or of a pipe; the last `close` frees it.
  void share(Handle handle) noexcept;
  void close(Handle handle) noexcept;

  /// Adds a block that is complete to a list. Lock-free: a writer that is killed midway hinders
  /// nobody and leaves nothing half-written in the list.
  void push(std::atomic<std::uint32_t>& list, Handle handle) noexcept;

 private:
  struct Unmap {
    void operator()(std::byte* memory) const noexcept;
  };
  using Mapping = std::unique_ptr<std::byte, Unmap>;

  Block& shared_block(Handle handle) const noexcept;
  std::uint64_t take(std::size_t index);
  void release(Handle handle, Block& block) noexcept;

  Descriptor file_;
  Mapping mapping_;
};

/// Copies as much of `text` as fits, always zero-terminated.
void copy_text(std::string_view text, char* into, std::size_t size) noexcept;

}  // namespace ravel::os::posix
