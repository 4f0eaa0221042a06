// The threads of one process.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "primitives/os/posix/process_record.h"
#include "primitives/os/processes.h"

namespace ravel::os::posix {

/// See Threads for the contracts. The thread that constructs this is the first one, 0; so is, for
/// want of a better number, any that the process started by other means.
class ProcessThreads {
 public:
  /// `at_end` is called by each thread when it has ended for everybody else, with its number.
  ProcessThreads(Arena& arena, Handle process, std::function<void(std::uint32_t)> at_end);

  Handle start(std::function<void()> body, const ThreadOptions& options);
  bool wait(Handle thread, Timeout timeout);

  /// Blocks until all others have ended that are no daemons.
  void wait_for_all();

  /// Whether there are any of those.
  bool others_run() const noexcept;

  /// Whether no other thread runs at all.
  bool alone() const noexcept { return running_.load() == 0; }

  /// The calling thread.
  std::uint32_t number() const noexcept;
  ProcessRecord& record() const noexcept;

 private:
  struct Thread {
    Handle record = kNoHandle;
    bool daemon = false;
  };

  std::string name_of(std::uint32_t number, const ThreadOptions& options) const;
  Handle take_record(std::uint32_t number, const ThreadOptions& options);
  void run(std::uint32_t number, std::function<void()> body);
  void finish(std::uint32_t number, bool failed) noexcept;
  bool waited_for() const noexcept;

  Arena& arena_;
  Handle process_;
  std::function<void(std::uint32_t)> at_end_;
  std::thread::id first_ = std::this_thread::get_id();
  std::atomic<std::uint32_t> running_ = 0;

  mutable std::mutex mutex_;
  std::condition_variable ended_;
  std::uint32_t started_ = 0;
  std::map<std::uint32_t, Thread> threads_;  // that run
  std::map<std::thread::id, std::uint32_t> numbers_;
  std::vector<Handle> records_;  // of those that ended, for those that come
};

}  // namespace ravel::os::posix
