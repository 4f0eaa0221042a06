// Small programs of several processes as data: they can be made at random, run, printed as source
// and made smaller. An operation that makes no sense where it stands (closing a file that is not
// open, waiting for a child that was not started) does nothing, so that any part can be left out.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/simulation.h"

namespace ravel::reference {

/// What a process does; `object` and `value` of the operation say with what. Those that have a
/// result leave it in the register of their process.
enum class Action : std::uint8_t {
  Load,
  Store,
  AtomicLoad,
  AtomicStore,
  Exchange,
  FetchAdd,
  CompareExchange,  ///< stores `value` if it finds `expected`
  WaitUntil,        ///< waits until a word is `value`; if `both`, and the first word `expected`
  TimedWaitUntil,
  TryUntil,
  Acquire,
  TimedAcquire,
  TryAcquire,
  Release,
  SemaphoreValue,
  Put,  ///< `value` bytes into the pipe
  Get,  ///< up to `value` bytes
  TimedGet,
  AwaitBytes,
  TimedAwaitBytes,
  LookForBytes,
  CloseRead,
  CloseWrite,
  Choose,  ///< one of `value` alternatives
  OpenToRead,
  OpenToWrite,
  OpenToAppend,
  ReadFile,   ///< up to `value` bytes
  WriteFile,  ///< `value` bytes
  CloseFile,
  LockFile,
  TimedLockFile,
  TryLockFile,
  UnlockFile,
  RenameFile,  ///< to the other name
  RemoveFile,
  Start,
  Wait,
  TimedWait,
  IsAlive,
  Kill,
  Exit,       ///< at once, with exit code `value`
  Fail,       ///< throws an exception
  SpinUntil,  ///< like WaitUntil, in a loop; random programs have none
};

/// `object` is a word, a semaphore, a name or a process.
struct Operation {
  Action action{};
  std::uint8_t object = 0;
  std::uint8_t value = 0;
  std::uint8_t expected = 0;
  bool guarded = false;  ///< performed only if the register is `guard`
  std::uint8_t guard = 0;
  bool both = false;
  bool operator==(const Operation&) const = default;
};

/// A word of the one shared memory. They may overlap.
struct SharedWord {
  std::uint8_t offset = 0;
  std::uint8_t size = 8;
  bool operator==(const SharedWord&) const = default;
};

struct SharedSemaphore {
  std::uint32_t initial = 1;
  std::uint32_t maximum = 1;
  bool operator==(const SharedSemaphore&) const = default;
};

/// What the function of a process runs in.
enum class Life : std::uint8_t { Process, Thread, Daemon };

inline constexpr std::size_t kNames = 2;
inline constexpr std::size_t kMemoryBytes = 32;

struct Program {
  std::vector<SharedWord> words;
  std::vector<SharedSemaphore> semaphores;
  std::uint8_t files = 0;                         ///< so many of the names exist at first
  std::vector<std::vector<Operation>> processes;  ///< the first is the main process
  std::uint8_t capacity = 0;     ///< of the pipe, which everybody has at first; 0: there is none
  std::vector<Life> lives = {};  ///< of the processes; threads are of whoever starts them

  Life life(std::size_t process) const {
    return process < lives.size() ? lives[process] : Life::Process;
  }
  bool operator==(const Program&) const = default;
};

/// A program of 2 to 4 processes with few operations each, made from `seed` alone.
Program random_program(std::uint64_t seed);

/// Runs `program`, which must outlive the body. Each process observes the results it has got, under
/// its own name: "p1" = "0 2 1".
sim::Body body_of(const Program& program);

/// The program as source, one operation a line.
std::string to_source(const Program& program);

/// Every program that is `program` with one thing less: an operation, a process, a condition, a
/// file.
std::vector<Program> smaller(const Program& program);

}  // namespace ravel::reference
