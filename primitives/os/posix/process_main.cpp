// Set-up, body, verdict, threads and children, end.
#include "primitives/os/posix/process_main.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "primitives/os/posix/posix_os.h"
#include "primitives/os/posix/process_record.h"
#include "primitives/os/posix/signals.h"
#include "primitives/os/posix/uncaught.h"
#include "primitives/os/recording/recording_os.h"

namespace ravel::os::posix {
namespace {

void die_with(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // A parent that ended before the line above sent nothing.
  if (getppid() != parent) std::raise(SIGKILL);
}

/// Null if nobody wants to know.
std::unique_ptr<recording::RecordingOs> recorder_of(Arena& arena, Os& os, Handle self) {
  if (arena.header().log == Handle{0}) return nullptr;
  const recording::Log log(arena.block(arena.header().log, BlockKind::Memory).object());
  return std::make_unique<recording::RecordingOs>(os, log, self);
}

}  // namespace

void become_process(Arena& arena, Handle self, pid_t parent,
                    std::span<const InheritedDescriptor> inherited,
                    const std::function<void(Os&)>& body) noexcept {
  die_with(parent);
  reset_handlers();
  ignore_broken_pipes();
  unblock_signals();
  auto& record = arena.object<ProcessRecord>(self, BlockKind::Process);
  record.pid = getpid();
  // Never destroyed: daemon threads use it until the very end.
  const std::unique_ptr<ProcessOs> os = make_os(arena, self, inherited);
  const std::unique_ptr<recording::RecordingOs> recorder = recorder_of(arena, *os, self);
  Os& used = recorder ? static_cast<Os&>(*recorder) : *os;
  const int code = run_reported(record, [&] { body(used); });
  const auto wait = [&os] { os->wait_for_all(); };
  recorder ? recorder->wait_for_all(wait) : wait();
  used.exit(code);
  // Not reached; g++ 12 does not know that of a virtual function.
  std::abort();
}

}  // namespace ravel::os::posix
