// Waiting for children and ending them. A child that was not waited for keeps its pid, so that no
// call here can hit a stranger.
#include "primitives/os/posix/children.h"

#include <poll.h>
#include <sys/wait.h>

#include <csignal>
#include <stdexcept>

#include "primitives/os/posix/checked.h"
#include "primitives/os/posix/clock.h"
#include "primitives/os/posix/process_descriptor.h"

namespace ravel::os::posix {
namespace {

/// Blocks until the process has ended or the time is up.
void poll_end(pid_t pid, std::chrono::nanoseconds timeout) {
  const Descriptor process = open_process(pid);
  const Deadline deadline(timeout);
  pollfd ended{process.get(), POLLIN, 0};
  checked(retried([&] {
            const timespec left = to_timespec(deadline.left());
            return ppoll(&ended, 1, &left, nullptr);
          }),
          "ppoll");
}

}  // namespace

void Children::add(Handle child, pid_t pid) {
  children_.emplace(child, Child{pid, std::nullopt});
  record(child).pid = pid;
}

Children::Child& Children::child(Handle handle) {
  const auto found = children_.find(handle);
  if (found == children_.end()) throw std::logic_error("not a child of the calling process");
  return found->second;
}

ProcessRecord& Children::record(Handle handle) const noexcept {
  return arena_.object<ProcessRecord>(handle, BlockKind::Process);
}

bool Children::reap(Handle handle, Child& child, int options) {
  int status = 0;
  const pid_t reaped =
      checked(retried([&] { return waitpid(child.pid, &status, options); }), "wait for a process");
  if (reaped == 0) return false;
  child.exit_code = exit_code_of(status);
  record(handle).exit_code = *child.exit_code;
  record(handle).reaped = true;
  record(handle).ended = true;
  return true;
}

std::optional<int> Children::wait(Handle handle, Timeout timeout) {
  Child& waited = child(handle);
  if (waited.exit_code || reap(handle, waited, WNOHANG)) return waited.exit_code;
  if (timeout && timeout->count() <= 0) return std::nullopt;
  const Waiting waiting(self_, WaitKind::Child, handle);
  if (timeout) poll_end(waited.pid, *timeout);
  reap(handle, waited, timeout ? WNOHANG : 0);
  return waited.exit_code;
}

void Children::end_daemons() {
  for (const auto& [handle, each] : children_)
    if (record(handle).daemon) kill(handle, Signal::Terminate);
}

void Children::wait_for_all() {
  const Waiting waiting(self_, WaitKind::Children);
  for (auto& [handle, each] : children_)
    if (!each.exit_code) reap(handle, each, 0);
}

void Children::kill(Handle handle, Signal signal) {
  Child& killed = child(handle);
  if (killed.exit_code || reap(handle, killed, WNOHANG)) return;
  const int number = static_cast<int>(signal);
  record(handle).kills_requested |= 1u << number;
  checked(::kill(killed.pid, number), "kill a process");
}

}  // namespace ravel::os::posix
