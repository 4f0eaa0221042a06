// What processes share: counting semaphores and shared memory.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "primitives/os/types.h"

namespace ravel::os {

/// The counting semaphore is the one synchronisation object that exists across processes on every
/// system and that behaves the same when its holder is killed: the holder's permits stay taken.
class Semaphores {
 public:
  virtual ~Semaphores() = default;

  /// Throws std::invalid_argument unless 0 <= initial <= maximum and maximum >= 1, and
  /// std::system_error when the system is out of them.
  virtual Handle create_semaphore(std::uint32_t initial, std::uint32_t maximum,
                                  Where where = Where::here()) = 0;

  /// Takes a permit. Blocks while there is none, at most for `timeout`; false when none came. A
  /// wait that can succeed never times out. No order among the waiting is promised.
  virtual bool acquire(Handle semaphore, Timeout timeout, Where where = Where::here()) = 0;

  /// Gives a permit back; never blocks. Returns false, and changes nothing, when the semaphore is
  /// at its maximum. Any process may release, also one that never acquired.
  virtual bool release(Handle semaphore, Where where = Where::here()) noexcept = 0;

  /// The permits that are free at this moment.
  virtual std::uint32_t semaphore_value(Handle semaphore, Where where = Where::here()) = 0;
};

/// Plain accesses race when nothing orders them; atomic ones are sequentially consistent.
enum class Access : std::uint8_t { Plain, Atomic };

inline constexpr std::size_t kMemoryNameMax = 80;

/// Throws std::invalid_argument unless `name` can be a name of shared memory.
void check_memory_name(std::string_view name);

/// One word of shared memory: `size` bytes (1, 2, 4 or 8) at `offset`, a multiple of `size`.
struct Word {
  Handle memory = kNoHandle;
  std::uint32_t offset = 0;
  std::uint8_t size = 8;
};

/// Each access is one call so that the simulator sees it. A word outside its memory is a defect of
/// the caller and ends the process. Only `wait_until` blocks.
class SharedMemory {
 public:
  virtual ~SharedMemory() = default;

  /// `bytes` (at least 1) of zeros. Throws std::system_error when there is no memory.
  virtual Handle create_memory(std::size_t bytes, Where where = Where::here()) = 0;
  virtual std::size_t memory_size(Handle memory) const noexcept = 0;

  /// Memory that other processes of the run find by `name`, 1 to kMemoryNameMax bytes
  /// (std::invalid_argument otherwise): names are known inside the run alone, and all are gone with
  /// it. A name keeps its memory in use until it is removed. Throws std::system_error: EEXIST if
  /// the name is taken, ENOENT if nothing has it.
  virtual Handle create_named_memory(std::string_view name, std::size_t bytes,
                                     Where where = Where::here()) = 0;
  virtual Handle open_named_memory(std::string_view name, Where where = Where::here()) = 0;
  virtual void remove_memory_name(std::string_view name, Where where = Where::here()) = 0;

  virtual std::uint64_t load(Word word, Access access, Where where = Where::here()) = 0;
  virtual void store(Word word, std::uint64_t value, Access access,
                     Where where = Where::here()) = 0;

  /// Atomic; they return the old value.
  virtual std::uint64_t exchange(Word word, std::uint64_t value, Where where = Where::here()) = 0;
  virtual std::uint64_t fetch_add(Word word, std::uint64_t delta, Where where = Where::here()) = 0;

  /// Atomic; stores `desired` if the word is `expected`. Returns the old value.
  virtual std::uint64_t compare_exchange(Word word, std::uint64_t expected, std::uint64_t desired,
                                         Where where = Where::here()) = 0;

  /// Blocks until `predicate` holds, at most for `timeout`; false when it did not. The predicate
  /// may load shared memory, of any kind of access, and nothing else (std::logic_error); its result
  /// must depend on what it loads alone. An exception that leaves it reaches the caller.
  ///
  /// The simulator evaluates it in one step, and again only after a word that it loaded has
  /// changed. A real system loads one word after the other, so that a predicate over several words
  /// must not be one that seems to hold while they change. It looks again and again, at growing
  /// distances of up to a millisecond: this is for waits that are short or rare; else use a
  /// semaphore.
  virtual bool wait_until(const std::function<bool()>& predicate, Timeout timeout = kForever,
                          Where where = Where::here());
};

}  // namespace ravel::os
