// Crashes as POSIX shows them: signals on a stack of their own, exit handlers, a replaced _exit,
// and a limit of the memory that the system would give.
#include "primitives/os/crash.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <new>
#include <utility>

#include "primitives/os/posix/checked.h"
#include "primitives/os/stack_memory.h"

namespace ravel::os {
namespace {

constexpr std::array kSignals = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL};
constexpr std::size_t kHandlerStackBytes = 256 * 1024;
constexpr int kOwnError = 3;  // exit status of the command line

/// What is left for a report, each time that the memory was at its end.
constexpr rlim_t kMemoryForReports = rlim_t{64} << 20;

// A handler is told nothing but the signal: what belongs to its thread has to be found from there.
thread_local CrashEscape* innermost = nullptr;
thread_local int watches = 0;
std::atomic<bool> exits_are_watched{false};  // a handler of the system cannot be taken back

const char* name_of(int signal) noexcept {
  switch (signal) {
    case SIGSEGV:
      return "SIGSEGV";
    case SIGBUS:
      return "SIGBUS";
    case SIGABRT:
      return "SIGABRT";
    case SIGFPE:
      return "SIGFPE";
    default:
      return "SIGILL";
  }
}

/// Async-signal-safe.
void say(const char* text) noexcept {
  [[maybe_unused]] const auto written = write(STDERR_FILENO, text, std::strlen(text));
}

[[noreturn]] void end_now(int code) noexcept {
  syscall(SYS_exit_group, code);
  std::abort();  // not reached
}

}  // namespace

struct CrashEscapes {
  /// Returns only if there is no way out. One that crashes itself is not taken twice.
  static void take(const Crash& crash) {
    const CrashEscape* escape = std::exchange(innermost, nullptr);
    if (escape != nullptr) escape->way_(escape->whom_, crash);
  }

  static void take_or_end(const Crash& crash) {
    take(crash);
    say("ravel: ended by ");
    say(crash.what);
    say(", outside of the processes of a scenario\n");
    end_now(kOwnError);
  }

  /// For std::set_new_handler. The first time in an execution its process itself may cope with it.
  static void out_of_memory() {
    rlimit limit{};
    getrlimit(RLIMIT_DATA, &limit);
    if (limit.rlim_cur != RLIM_INFINITY) {
      limit.rlim_cur = std::min(limit.rlim_cur + kMemoryForReports, limit.rlim_max);
      setrlimit(RLIMIT_DATA, &limit);
    }
    if (innermost != nullptr && std::exchange(innermost->out_of_memory_, true))
      take({.what = "operator new: the memory is full"});
    throw std::bad_alloc();
  }
};

namespace {

void on_signal(int signal, siginfo_t* info, void* /*context*/) {
  const bool access = signal == SIGSEGV || signal == SIGBUS;
  CrashEscapes::take_or_end({.what = name_of(signal), .address = access ? info->si_addr : nullptr});
}

void watch_exits();

void on_exit_of(const char* what, int code) {
  if (watches == 0) return;
  // A handler is called once, and the escape leads back to where there can be another exit.
  exits_are_watched = false;
  watch_exits();
  CrashEscapes::take_or_end({.what = what, .code = code});
}

/// The handlers that are called first are those that were registered last.
void watch_exits() {
  if (exits_are_watched.exchange(true)) return;
  // The only handlers that are told the code; glibc has them.
  on_exit([](int code, void*) { on_exit_of("exit", code); }, nullptr);
  std::at_quick_exit([] { on_exit_of("quick_exit", 0); });
}

std::uint64_t number_in(const char* path) {
  std::ifstream file(path);
  std::uint64_t number = ~std::uint64_t{0};
  return file >> number ? number : ~std::uint64_t{0};
}

/// Of the machine, or of the container.
std::uint64_t memory_there_is() {
  const auto pages = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES));
  const auto page = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  return std::min({pages * page, number_in("/sys/fs/cgroup/memory.max"),
                   number_in("/sys/fs/cgroup/memory/memory.limit_in_bytes")});
}

/// What RLIMIT_DATA counts. A sanitizer maps more than there is.
std::uint64_t memory_in_use() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t number = 0;
  for (int field = 0; field < 6; ++field) file >> number;
  return number * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

struct CrashWatch::State {
  StackMemory stack{kHandlerStackBytes};
  stack_t stack_before{};
  std::array<struct sigaction, kSignals.size()> before{};
  std::new_handler new_handler_before = nullptr;
  rlimit memory_before{};
};

CrashWatch::CrashWatch() : state_(std::make_unique<State>().release()) {
  State& state = *state_;
  const stack_t stack{.ss_sp = state.stack.bottom(), .ss_flags = 0, .ss_size = kHandlerStackBytes};
  sigaltstack(&stack, &state.stack_before);
  struct sigaction action {};
  action.sa_sigaction = on_signal;
  // The handler is left by a jump: nothing may stay blocked.
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  for (std::size_t i = 0; i < kSignals.size(); ++i)
    sigaction(kSignals.at(i), &action, &state.before.at(i));
  watch_exits();
  state.new_handler_before = std::set_new_handler(CrashEscapes::out_of_memory);
  getrlimit(RLIMIT_DATA, &state.memory_before);
  rlimit limited = state.memory_before;
  limited.rlim_cur = memory_there_is() / 2;
  if (state.memory_before.rlim_cur == RLIM_INFINITY && memory_in_use() < limited.rlim_cur / 2)
    setrlimit(RLIMIT_DATA, &limited);
  ++watches;
}

CrashWatch::~CrashWatch() {
  const std::unique_ptr<State> state(state_);
  --watches;
  setrlimit(RLIMIT_DATA, &state->memory_before);
  std::set_new_handler(state->new_handler_before);
  for (std::size_t i = 0; i < kSignals.size(); ++i)
    sigaction(kSignals.at(i), &state->before.at(i), nullptr);
  sigaltstack(&state->stack_before, nullptr);
}

CrashEscape::CrashEscape(Way way, void* whom) noexcept
    : way_(way), whom_(whom), before_(std::exchange(innermost, this)) {}

CrashEscape::~CrashEscape() {
  innermost = before_;
}

}  // namespace ravel::os

// These call no handler: they are replaced. Outside of a scenario they do what they always do.
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" {
void _exit(int code) {
  ravel::os::CrashEscapes::take({.what = "_exit", .code = code});
  ravel::os::end_now(code);
}
void _Exit(int code) noexcept {
  _exit(code);
}
}
// NOLINTEND(bugprone-reserved-identifier)
