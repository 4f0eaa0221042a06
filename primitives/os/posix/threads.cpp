// Detached threads of the system, and a table of those that have not ended.
#include "primitives/os/posix/threads.h"

#include <algorithm>
#include <stdexcept>

#include "primitives/os/posix/clock.h"
#include "primitives/os/posix/handles.h"
#include "primitives/os/posix/uncaught.h"

namespace ravel::os::posix {

ProcessThreads::ProcessThreads(Arena& arena, Handle process,
                               std::function<void(std::uint32_t)> at_end)
    : arena_(arena), process_(process), at_end_(std::move(at_end)) {}

// The names that the simulator gives.
std::string ProcessThreads::name_of(std::uint32_t number, const ThreadOptions& options) const {
  if (!options.name.empty()) return std::string(options.name);
  const auto& process = arena_.object<ProcessRecord>(process_, BlockKind::Process);
  const std::string name = "Thread-" + std::to_string(number);
  return process.path[0] == '\0' ? name : name + " of " + process.name;
}

Handle ProcessThreads::take_record(std::uint32_t number, const ThreadOptions& options) {
  if (records_.empty()) records_.push_back(add_thread(arena_, process_));
  const Handle handle = records_.back();
  records_.pop_back();
  auto& record = arena_.object<ProcessRecord>(handle, BlockKind::Process);
  const auto& process = arena_.object<ProcessRecord>(process_, BlockKind::Process);
  copy_text(name_of(number, options), record.name, sizeof(record.name));
  const std::string path = std::string(process.path) + "/" + std::to_string(number);
  copy_text(path, record.path, sizeof(record.path));
  record.thread = number;
  record.ended = false;
  return handle;
}

Handle ProcessThreads::start(std::function<void()> body, const ThreadOptions& options) {
  const std::lock_guard lock(mutex_);
  const std::uint32_t number = started_ + 1;
  const Handle record = take_record(number, options);
  try {
    threads_.emplace(number, Thread{record, options.daemon});
    std::thread([this, number, body = std::move(body)]() mutable {
      run(number, std::move(body));
    }).detach();
  } catch (...) {
    threads_.erase(number);
    arena_.object<ProcessRecord>(record, BlockKind::Process).ended = true;
    records_.push_back(record);
    throw;
  }
  started_ = number;
  ++running_;
  return Handle{kThreadBit | number};
}

void ProcessThreads::run(std::uint32_t number, std::function<void()> body) {
  {
    const std::lock_guard lock(mutex_);
    numbers_.emplace(std::this_thread::get_id(), number);
  }
  // What the function has captured ends with it, still as a part of the thread.
  const int code = run_reported(record(), [&] { std::exchange(body, nullptr)(); });
  finish(number, code != 0);
  at_end_(number);
}

void ProcessThreads::finish(std::uint32_t number, bool failed) noexcept {
  const std::lock_guard lock(mutex_);
  const Handle handle = threads_.at(number).record;
  auto& record = arena_.object<ProcessRecord>(handle, BlockKind::Process);
  record.exit_code = failed ? 1 : 0;
  record.ended = true;
  // The record of a failure is kept for the run's report.
  if (!failed) records_.push_back(handle);
  threads_.erase(number);
  numbers_.erase(std::this_thread::get_id());
  --running_;
  ended_.notify_all();
}

bool ProcessThreads::wait(Handle thread, Timeout timeout) {
  const std::uint32_t wanted = static_cast<std::uint32_t>(thread) & ~kThreadBit;
  const bool is_thread = (static_cast<std::uint32_t>(thread) & ~wanted) == kThreadBit;
  std::unique_lock lock(mutex_);
  const auto self = numbers_.find(std::this_thread::get_id());
  const bool itself = self != numbers_.end() && self->second == wanted;
  if (!is_thread || wanted == 0 || wanted > started_ || itself)
    throw std::logic_error("can only wait for another thread of one's own process");
  const auto ended = [&] { return !threads_.contains(wanted); };
  if (ended()) return true;
  lock.unlock();
  const Waiting waiting(record(), WaitKind::Thread, thread);
  lock.lock();
  if (timeout)
    return ended_.wait_until(lock, std::chrono::steady_clock::time_point(Deadline(*timeout).at()),
                             ended);
  ended_.wait(lock, ended);
  return true;
}

bool ProcessThreads::others_run() const noexcept {
  const std::lock_guard lock(mutex_);
  return waited_for();
}

bool ProcessThreads::waited_for() const noexcept {
  return std::ranges::any_of(threads_, [](const auto& each) { return !each.second.daemon; });
}

void ProcessThreads::wait_for_all() {
  if (alone()) return;
  const Waiting waiting(record(), WaitKind::Threads);
  std::unique_lock lock(mutex_);
  ended_.wait(lock, [&] { return !waited_for(); });
}

std::uint32_t ProcessThreads::number() const noexcept {
  if (alone() || std::this_thread::get_id() == first_) return 0;
  const std::lock_guard lock(mutex_);
  const auto found = numbers_.find(std::this_thread::get_id());
  return found == numbers_.end() ? 0 : found->second;
}

ProcessRecord& ProcessThreads::record() const noexcept {
  Handle handle = process_;
  if (!alone() && std::this_thread::get_id() != first_) {
    const std::lock_guard lock(mutex_);
    const auto found = numbers_.find(std::this_thread::get_id());
    if (found != numbers_.end()) handle = threads_.at(found->second).record;
  }
  return arena_.object<ProcessRecord>(handle, BlockKind::Process);
}

}  // namespace ravel::os::posix
