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

namespace ravel::os::posix {
namespace {

void die_with(pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  // A parent that ended before the line above sent nothing.
  if (getppid() != parent) std::raise(SIGKILL);
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
  const int code = run_reported(record, [&] { body(*os); });
  os->wait_for_all();
  os->exit(code);
  // Not reached; g++ 12 does not know that of a virtual function.
  std::abort();
}

}  // namespace ravel::os::posix
