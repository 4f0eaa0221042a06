// Start, watch, clear away.
#include "primitives/os/posix/janitor.h"

#include <dirent.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <fstream>
#include <system_error>
#include <vector>

#include "primitives/os/posix/checked.h"
#include "primitives/os/posix/directory.h"
#include "primitives/os/posix/process_descriptor.h"
#include "primitives/os/posix/process_record.h"
#include "primitives/os/posix/process_start.h"
#include "primitives/os/posix/signals.h"

namespace ravel::os::posix {
namespace {

/// The parent of a process, as /proc/PID/stat says; 0 if there is no such process.
pid_t parent_of(std::string_view pid) {
  std::ifstream file("/proc/" + std::string(pid) + "/stat");
  std::string stat;
  std::getline(file, stat);
  const auto name_end = stat.rfind(')');
  if (name_end == std::string::npos) return 0;
  pid_t parent = 0;
  std::from_chars(stat.data() + std::min(name_end + 4, stat.size()), stat.data() + stat.size(),
                  parent);
  return parent;
}

/// As the subreaper inherits every orphan below it, killing children until there are none reaches
/// all descendants, also those that nobody recorded.
void kill_children() {
  const std::unique_ptr<DIR, int (*)(DIR*)> processes(opendir("/proc"), &closedir);
  if (!processes) return;
  while (const dirent* entry = readdir(processes.get())) {
    const std::string_view name(entry->d_name);
    pid_t pid = 0;
    std::from_chars(name.data(), name.data() + name.size(), pid);
    if (pid > 0 && parent_of(name) == getpid()) kill(pid, SIGKILL);
  }
}

/// Closes what was inherited from the caller: a pipe must not stay open on behalf of the janitor.
void close_all_except(std::vector<int> kept) {
  std::sort(kept.begin(), kept.end());
  unsigned first = STDERR_FILENO + 1;
  for (const int fd : kept) {
    const auto next = static_cast<unsigned>(fd);
    if (next > first) close_range(first, next - 1, 0);
    first = std::max(first, next + 1);
  }
  close_range(first, ~0u, 0);
}

class Janitor {
 public:
  Janitor(Arena& arena, pid_t caller)
      : arena_(arena), signals_({SIGCHLD, SIGTERM}), caller_(open_process(caller)) {}

  Janitor(const Janitor&) = delete;
  Janitor& operator=(const Janitor&) = delete;

  /// Ends and reaps every process of the run that is left.
  ~Janitor() {
    do {
      kill_children();
    } while (reap(0));
  }

  void start(Handle main, const std::function<void(Os&)>& body) {
    // Nothing is buffered in stdio: the copy that became the janitor began without.
    main_ = fork_process(arena_, main, {}, body);
    arena_.object<ProcessRecord>(main, BlockKind::Process).pid = main_;
  }

  /// Blocks until the main process has ended (true), or the run is to end (false).
  bool watch() {
    close_all_except({signals_.descriptor(), caller_.get(), arena_.descriptor(),
                      arena_.header().directory, arena_.header().sockets});
    while (!main_ended_ && !stopping_) {
      pollfd events[] = {{signals_.descriptor(), POLLIN, 0}, {caller_.get(), POLLIN, 0}};
      checked(retried([&] { return poll(events, 2, -1); }), "poll");
      stopping_ = events[1].revents != 0;
      while (const auto signal = signals_.next()) stopping_ = stopping_ || *signal == SIGTERM;
      while (reap(WNOHANG)) {
      }
    }
    return main_ended_;
  }

 private:
  bool reap(int options) {
    int status = 0;
    const pid_t pid = retried([&] { return waitpid(-1, &status, options); });
    if (pid <= 0) return false;
    record(pid, exit_code_of(status));
    main_ended_ = main_ended_ || pid == main_;
    return true;
  }

  void record(pid_t pid, int exit_code) {
    for_each_process(arena_, [&](ProcessRecord& ended) {
      if (ended.thread != 0 || ended.pid != pid || ended.reaped) return;
      const bool killed = exit_code == -SIGKILL;
      ended.died_with_parent = killed && !stopping_ && pid != main_;
      ended.stopped_by_run = killed && stopping_;
      ended.exit_code = exit_code;
      ended.reaped = true;
      ended.ended = true;
    });
  }

  Arena& arena_;
  SignalWatch signals_;
  Descriptor caller_;
  pid_t main_ = 0;
  bool main_ended_ = false;
  bool stopping_ = false;
};

int keep_house(Arena& arena, pid_t caller, Handle main, const std::function<void(Os&)>& body) {
  // A session of its own: Ctrl-C is for the caller alone, who then ends the run in good order.
  setsid();
  checked(prctl(PR_SET_CHILD_SUBREAPER, 1), "prctl");
  const RunDirectory directory;
  copy_text(directory.path(), arena.header().path, sizeof(arena.header().path));
  arena.header().directory = directory.files();
  arena.header().sockets = directory.sockets();
  Janitor janitor(arena, caller);
  // The pid may have named another process by then if the caller had ended.
  if (getppid() != caller) return kCutShort;
  janitor.start(main, body);
  return janitor.watch() ? 0 : kCutShort;
}

}  // namespace

void become_janitor(Arena& arena, pid_t caller, Handle main,
                    const std::function<void(Os&)>& body) noexcept {
  reset_handlers();
  int code = 0;
  try {
    code = keep_house(arena, caller, main, body);
  } catch (const std::system_error& error) {
    arena.header().setup_error = error.code().value();
    copy_text(error.what(), arena.header().setup_call, sizeof(arena.header().setup_call));
    code = 1;
  }
  _exit(code);
}

}  // namespace ravel::os::posix
