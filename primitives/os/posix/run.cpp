// The supervisor: what the caller of a run does while the run goes on.
#include "primitives/os/posix/run.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <system_error>

#include "primitives/os/posix/arena.h"
#include "primitives/os/posix/checked.h"
#include "primitives/os/posix/clock.h"
#include "primitives/os/posix/directory.h"
#include "primitives/os/posix/events.h"
#include "primitives/os/posix/janitor.h"
#include "primitives/os/posix/memory_file.h"
#include "primitives/os/posix/observations.h"
#include "primitives/os/posix/process_descriptor.h"
#include "primitives/os/posix/process_record.h"
#include "primitives/os/posix/process_start.h"
#include "primitives/os/posix/signals.h"

namespace ravel::os::posix {
namespace {

/// The run's janitor, seen from its parent. The destructor ends the run.
class JanitorProcess {
 public:
  JanitorProcess(Arena& arena, const std::function<void(Os&)>& body) : arena_(arena) {
    const Handle main = add_process(arena, "MainProcess", "");
    // What is buffered would be written again by the copy.
    std::fflush(nullptr);
    const pid_t caller = getpid();
    // The janitor is never without a mask: a signal could end it before it is ready to clear away.
    const SignalsBlocked blocked;
    pid_ = checked(fork(), "start the run");
    if (pid_ == 0) become_janitor(arena, caller, main, body);
  }
  JanitorProcess(const JanitorProcess&) = delete;
  JanitorProcess& operator=(const JanitorProcess&) = delete;
  ~JanitorProcess() {
    if (pid_ == 0) return;
    stop();
    wait();
  }

  pid_t pid() const noexcept { return pid_; }

  /// Asks for the end of the run.
  void stop() const noexcept { ::kill(pid_, SIGTERM); }

  /// Blocks until the run is over and cleared away.
  void wait() noexcept {
    int status = 0;
    retried([&] { return waitpid(pid_, &status, 0); });
    pid_ = 0;
    // Only a janitor that was killed leaves this to its parent.
    if (arena_.header().path[0] != '\0') remove_directory(arena_.header().path);
    cut_short_ = WIFSIGNALED(status) || WEXITSTATUS(status) == kCutShort;
  }

  /// Whether somebody ended the run, by way of the janitor or by killing that.
  bool cut_short() const noexcept { return cut_short_; }

 private:
  Arena& arena_;
  pid_t pid_ = 0;
  bool cut_short_ = false;
};

enum class End { Itself, Timeout, Interruption };

End await_end(const JanitorProcess& janitor, const SignalWatch& signals,
              const std::optional<std::chrono::milliseconds>& timeout) {
  const Descriptor process = open_process(janitor.pid());
  pollfd events[] = {{process.get(), POLLIN, 0}, {signals.descriptor(), POLLIN, 0}};
  const int ready = wait_for_events(events, timeout);
  if (ready == 0) return End::Timeout;
  return signals.next() ? End::Interruption : End::Itself;
}

/// A file in memory that all processes append to.
Descriptor make_capture() {
  Descriptor file = make_memory_file("ravel-output");
  checked(fcntl(file.get(), F_SETFL, O_APPEND), "fcntl");
  return file;
}

std::string read_capture(int file) {
  std::string text(static_cast<std::size_t>(checked(lseek(file, 0, SEEK_END), "lseek")), '\0');
  const auto size = checked(pread(file, text.data(), text.size(), 0), "read output");
  text.resize(static_cast<std::size_t>(size));
  return text;
}

recording::Log log_of(const Arena& arena) {
  return recording::Log(arena.block(arena.header().log, BlockKind::Memory).object());
}

void create_log(Arena& arena, std::size_t entries) {
  const Handle log = arena.allocate(BlockKind::Memory, recording::Log::bytes_for(entries));
  recording::Log::create(arena.block(log, BlockKind::Memory).object(), entries,
                         monotonic_now().count());
  arena.header().log = log;
}

void read_log(const Arena& arena, RunResult& result) {
  result.recorded = log_of(arena).entries();
  result.not_recorded = log_of(arena).left_out();
}

void throw_setup_error(const RunHeader& header) {
  if (header.setup_error == 0) return;
  const std::error_code code(header.setup_error, std::generic_category());
  // what() of the original already ends with the system's words for the error; the constructor
  // appends them again.
  std::string what = header.setup_call;
  const std::string suffix = ": " + code.message();
  if (what.ends_with(suffix)) what.resize(what.size() - suffix.size());
  throw std::system_error(code, what);
}

}  // namespace

RunResult run(const std::function<void(Os&)>& body, const RunOptions& options) {
  refuse_in_spawned_child();
  const auto begin = monotonic_now();
  const SignalWatch signals({SIGINT, SIGTERM});
  Arena arena = Arena::create(options);
  const Descriptor capture = options.capture_output ? make_capture() : Descriptor();
  if (options.capture_output) arena.header().output = capture.get();

  if (options.record_max > 0) create_log(arena, options.record_max);

  JanitorProcess janitor(arena, body);
  const End end = await_end(janitor, signals, options.timeout);
  RunResult result;
  result.timed_out = end == End::Timeout;
  result.interrupted = end == End::Interruption;
  if (end != End::Itself) {
    result.still_running = running_processes(arena);
    janitor.stop();
  }
  janitor.wait();
  throw_setup_error(arena.header());
  result.interrupted = !result.timed_out && (result.interrupted || janitor.cut_short());

  result.observations = observations(arena);
  result.ended = ended_processes(arena);
  if (options.record_max > 0) read_log(arena, result);
  if (options.capture_output) result.output = read_capture(capture.get());
  result.seconds = std::chrono::duration<double>(monotonic_now() - begin).count();
  return result;
}

}  // namespace ravel::os::posix
