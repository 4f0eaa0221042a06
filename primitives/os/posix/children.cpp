// Waiting for children and ending them. A child that was not waited for keeps its pid, so that no
// call here can hit a stranger.
#include "primitives/os/posix/children.h"

#include <sys/wait.h>

#include <csignal>
#include <stdexcept>
#include <vector>

#include "primitives/os/posix/checked.h"
#include "primitives/os/posix/events.h"
#include "primitives/os/posix/process_descriptor.h"

namespace ravel::os::posix {

void Children::add(Handle child, pid_t pid) {
  const std::lock_guard lock(mutex_);
  children_.emplace(child, Child{pid, threads_.number(), std::nullopt});
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

/// Reaps `child` if it can be, without blocking.
bool Children::has_ended(Handle handle, Child& child) {
  if (child.exit_code) return true;
  int status = 0;
  const pid_t reaped =
      checked(retried([&] { return waitpid(child.pid, &status, WNOHANG); }), "wait for a process");
  if (reaped == 0) return false;
  child.exit_code = exit_code_of(status);
  record(handle).exit_code = *child.exit_code;
  record(handle).reaped = true;
  record(handle).ended = true;
  reaped_.notify_all();
  return true;
}

std::optional<int> Children::wait(Handle handle, Timeout timeout, WaitKind reported) {
  std::unique_lock lock(mutex_);
  Child& waited = child(handle);
  if (has_ended(handle, waited)) return waited.exit_code;
  if (timeout && timeout->count() <= 0) return std::nullopt;
  const Descriptor process = open_process(waited.pid);
  lock.unlock();
  {
    // Without the lock: other threads may wait for other children, or for this one.
    const Waiting waiting(threads_.record(), reported, handle);
    pollfd ended{process.get(), POLLIN, 0};
    wait_for_events(std::span(&ended, 1), timeout);
  }
  lock.lock();
  has_ended(handle, waited);
  return waited.exit_code;
}

void Children::end_daemons() {
  std::vector<Handle> daemons;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [handle, each] : children_)
      if (record(handle).daemon) daemons.push_back(handle);
  }
  for (const Handle daemon : daemons) kill(daemon, Signal::Terminate);
}

void Children::wait_for_all() {
  std::vector<Handle> handles;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [handle, each] : children_)
      if (!each.exit_code) handles.push_back(handle);
  }
  for (const Handle handle : handles) wait(handle, kForever, WaitKind::Children);
}

void Children::wait_for_those_of(std::uint32_t thread) {
  std::unique_lock lock(mutex_);
  reaped_.wait(lock, [&] {
    for (const auto& [handle, each] : children_)
      if (each.starter == thread && !each.exit_code) return false;
    return true;
  });
}

std::optional<Descriptor> Children::end_of(Handle handle) {
  const std::lock_guard lock(mutex_);
  Child& watched = child(handle);
  if (watched.exit_code) return std::nullopt;
  return open_process(watched.pid);
}

void Children::kill(Handle handle, Signal signal) {
  const std::lock_guard lock(mutex_);
  Child& killed = child(handle);
  if (has_ended(handle, killed)) return;
  const int number = static_cast<int>(signal);
  record(handle).kills_requested |= 1u << number;
  checked(::kill(killed.pid, number), "kill a process");
}

}  // namespace ravel::os::posix
