// What the run remembers of each of its processes and threads, in the arena: who it is, what it
// waits for, how it ended. Written by the process itself, its parent and the janitor; read by the
// supervisor.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <string>
#include <vector>

#include "primitives/os/posix/arena.h"
#include "primitives/os/posix/run.h"
#include "primitives/os/processes.h"

namespace ravel::os::posix {

enum class WaitKind : std::uint32_t {
  Nothing,
  Child,
  Children,
  Semaphore,
  FileLock,
  Sleep,
  Thread,
  Threads,
  Memory,
  Read,
  Write,
  Accept,
  Connect,
  Poll,
};

/// The number in a record that no thread has yet.
inline constexpr std::uint32_t kNoThread = 0xFFFFFFFF;

struct ProcessRecord {
  Handle process;                     ///< whose thread this is
  std::atomic<std::uint32_t> thread;  ///< its number; 0: the process itself, with its first thread
  char name[128];
  char path[128];
  std::atomic<pid_t> pid;    ///< 0: not started yet, or not at all
  std::atomic<bool> ended;   ///< of a thread: it is no more, and its record may serve another one
  std::atomic<bool> reaped;  ///< by its parent or the janitor: its pid may name another one now
  std::atomic<int> exit_code;
  std::atomic<std::uint32_t> kills_requested;  ///< bit n: signal n was asked for
  std::atomic<bool> died_with_parent;
  std::atomic<bool> stopped_by_run;  ///< by the timeout or an interruption
  bool daemon;
  bool assertion;
  char exception_type[256];
  char exception_message[1024];
  std::atomic<WaitKind> waits_for;
  std::atomic<std::uint32_t> wait_object;  ///< a handle; when polling, the number of objects
  char wait_path[128];
};

/// Adds a process that is about to start. Throws std::invalid_argument if name or path is too long.
Handle add_process(Arena& arena, std::string_view name, std::string_view path, bool daemon = false);

/// Adds a record for threads of `process`, which runs: one after another may use it.
Handle add_thread(Arena& arena, Handle process);

/// What a report says of `object`, which is not in the arena.
void add_label(Arena& arena, Handle object, std::string_view name);

/// The exit code that a status of waitpid stands for.
int exit_code_of(int status) noexcept;

/// For the duration of a call that blocks: says so in the process's record.
class Waiting {
 public:
  Waiting(ProcessRecord& record, WaitKind kind, Handle object = kNoHandle) noexcept;
  Waiting(ProcessRecord& record, std::string_view locked_path) noexcept;
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;
  ~Waiting();

 private:
  ProcessRecord& record_;
};

/// Visits the records of all processes and threads that were started, the newest first.
template <class Visit>
void for_each_process(const Arena& arena, Visit visit) {
  for (std::uint32_t at = arena.header().processes.load(); at != 0;) {
    const Handle handle{at};
    auto& record = arena.object<ProcessRecord>(handle, BlockKind::Process);
    at = arena.block(handle, BlockKind::Process).next;
    if (record.pid.load() != 0) visit(record);
  }
}

/// The processes that ended, except by the hand of the run, and the threads that an exception
/// ended, in order of creation.
std::vector<EndedProcess> ended_processes(const Arena& arena);

/// "Process-2 (pid 123): acquire semaphore 'tickets' held by Process-1 (pid 122)" for each process
/// and thread that still runs, in order of creation.
std::vector<std::string> running_processes(const Arena& arena);

}  // namespace ravel::os::posix
