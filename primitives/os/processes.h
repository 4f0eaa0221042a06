// Processes and threads as the primitives see them.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <string_view>

#include "primitives/os/types.h"

namespace ravel::os {

class Os;

/// A plain function without captures, as a child is told it: by its offset in the executable image.
using Function = void (*)();

/// Runs in the child. `target` is the user's function, `arguments` its encoded arguments.
using Entry = void (*)(Os& os, Function target, std::span<const std::byte> arguments);

/// What a child runs: `entry(os, target, arguments)`. `handles` are all the objects that the
/// arguments name: the child gets its own use of each. The spans need to live only during `spawn`.
struct Program {
  Entry entry = nullptr;
  Function target = nullptr;
  std::span<const std::byte> arguments;
  std::span<const Handle> handles;
  std::uint32_t number = 0;  ///< what `next_child_number` gave for it
  std::string_view name;     ///< empty: "Process-" and its path
  bool daemon = false;       ///< ended at the end of its parent, instead of waited for
};

/// A secret of a run.
using RunKey = std::array<std::byte, 32>;

enum class Signal { Terminate = 15, Kill = 9 };

/// Exit codes are multiprocessing's: 0 for a normal return, n for `exit(n)`, 1 for an uncaught
/// exception, -N for a death by signal N. When a process's function returns or throws, the process
/// first waits for its threads, then ends its children that are daemons by Signal::Terminate, waits
/// for all children, and ends. A child dies when its parent dies.
class Processes {
 public:
  virtual ~Processes() = default;

  /// Starts a child. Throws std::system_error, and starts nothing, when the system refuses.
  virtual Handle spawn(const Program& program, Where where = Where::here()) = 0;

  /// Blocks until `child`, a child of the caller, has ended, at most for `timeout`. Returns its
  /// exit code, or nothing while it still runs. May be repeated: an ended child keeps its exit
  /// code.
  virtual std::optional<int> wait(Handle child, Timeout timeout, Where where = Where::here()) = 0;

  /// Asks the system to end `child`, a child of the caller, and does not wait for it: the child may
  /// be seen alive for a while. No destructor runs in it and what it holds stays held. Does nothing
  /// to a child that has ended.
  virtual void kill(Handle child, Signal signal, Where where = Where::here()) = 0;

  /// Ends the calling process at once with `code`: no destructor runs, no child is waited for.
  [[noreturn]] virtual void exit(int code, Where where = Where::here()) = 0;

  /// The system's number of the calling process, and of a child of it.
  virtual std::uint64_t pid() const noexcept = 0;
  virtual std::uint64_t pid_of(Handle child) const noexcept = 0;

  /// Numbers the children of the calling process: 1, 2, 3, ... Each call counts.
  virtual std::uint32_t next_child_number() noexcept = 0;

  /// The child numbers from the first process down to the caller: "" for the first one, "1:2" for
  /// the second child of its first child.
  virtual std::string process_path() const = 0;

  /// What `Program::name` said; "MainProcess" for the first process.
  virtual std::string process_name() const = 0;

  /// What `Program::daemon` said; false for the first process.
  virtual bool is_daemon() const noexcept = 0;

  /// 32 random bytes that all processes of the run know, and nobody else.
  virtual RunKey run_key() const noexcept = 0;

  /// Names a function to another process of the run, as `spawn` does. Throws std::invalid_argument
  /// for a function that is not of the executable itself.
  virtual std::uint64_t number_of(Function function) const = 0;
  virtual Function function_of(std::uint64_t number) const noexcept = 0;

  /// How many processes can run at the same moment, at least 1. In the simulator 2, so that a pool
  /// of that size can be explored.
  virtual std::uint32_t processors() const noexcept = 0;
};

struct ThreadOptions {
  bool daemon = false;  ///< the process does not wait for it at its end: it stops with the process
  std::string_view name;  ///< for traces and reports; empty: "Thread-" and its number
};

/// Threads share their process's memory, open files and handles, so their function may capture. A
/// process that returns or throws first waits for its threads, except daemons; `exit` in any thread
/// ends the whole process, and so does a kill. The defaults throw Unsupported.
class Threads {
 public:
  virtual ~Threads() = default;

  /// Starts a thread of the calling process. An exception that leaves `body` is reported and ends
  /// only this thread; the exit code does not change. Throws std::system_error, and starts nothing,
  /// when there are too many.
  virtual Handle start_thread(std::function<void()> body, const ThreadOptions& options = {},
                              Where where = Where::here());

  /// Blocks until `thread`, another one of the calling process, has ended, at most for `timeout`;
  /// false while it still runs. May be repeated. Throws std::logic_error for any other handle.
  virtual bool wait_thread(Handle thread, Timeout timeout, Where where = Where::here());

  /// Identifies the calling thread inside its process: the first one is 0, those that it or others
  /// start are 1, 2, 3, ...
  virtual std::uint32_t thread_id() const noexcept;
};

}  // namespace ravel::os
