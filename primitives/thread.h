// A thread of the calling process, as Python's threading has it.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "primitives/os/os.h"

namespace ravel {

struct ThreadOptions {
  std::string name;                 ///< empty: "Thread-" and its number in the process
  std::optional<bool> daemon = {};  ///< nothing: as the creating thread
};

/// Threads share the memory of their process, so that their function may capture; what it captures
/// ends with the thread. Locks, semaphores, conditions, events, barriers, values and arrays order
/// threads as they order processes. A simulator does not see plain variables of a process: what
/// threads share there has to be ordered by something that it sees, or is a defect that it does not
/// find.
///
/// A process waits for its threads at its end, except for daemons, which stop with it. An exception
/// that leaves the function is reported and ends only this thread.
///
/// A copy is the same thread. Destroying all of them changes nothing of it.
class Thread {
 public:
  /// `function` is called with `arguments`, of which the thread has copies.
  template <class Function, class... Arguments>
  requires std::invocable < Function&, std::decay_t<Arguments>
  &... > Thread(os::Os& os, ThreadOptions options, Function function, Arguments&&... arguments)
      : Thread(bound(std::move(function), std::forward<Arguments>(arguments)...), os,
               std::move(options)) {}

  template <class Function, class... Arguments>
  requires std::invocable < Function&, std::decay_t<Arguments>
  &... > Thread(os::Os& os, Function function, Arguments&&... arguments)
      : Thread(os, ThreadOptions{}, std::move(function), std::forward<Arguments>(arguments)...) {}

  /// Throws std::logic_error the second time, std::system_error (and the thread stays as it was)
  /// when the system refuses.
  void start(os::Where where = os::Where::here());

  /// Blocks until the thread has ended, at most for `timeout`; true if it has. Zero or less only
  /// looks. Throws std::logic_error before `start`, and in the thread itself.
  bool join(os::Timeout timeout = os::kForever, os::Where where = os::Where::here());

  /// False before `start`, and after the end. Does not block.
  bool is_alive(os::Where where = os::Where::here());

  /// "MainThread" for the first thread of a process, "Thread-2" for the second one that was made in
  /// it, unless it was named.
  std::string name() const;

  /// Identifies the thread inside its process: 0 for the first one. Nothing until it has begun to
  /// run, which may be a while after `start`.
  std::optional<std::uint32_t> ident() const noexcept;

  bool daemon() const noexcept;

  /// May be called until `start`; then they are a std::logic_error.
  void set_name(std::string name);
  void set_daemon(bool daemon);

 private:
  friend Thread current_thread(os::Os& os);
  friend std::vector<Thread> enumerate(os::Os& os, os::Where where);
  struct State;
  struct Known;

  Thread(std::function<void()> body, os::Os& os, ThreadOptions options);
  explicit Thread(std::shared_ptr<State> state) : state_(std::move(state)) {}

  template <class Function, class... Arguments>
  static std::function<void()> bound(Function function, Arguments&&... arguments) {
    return [function = std::move(function),
            ... copies = std::decay_t<Arguments>(std::forward<Arguments>(arguments))]() mutable {
      std::invoke(function, copies...);
    };
  }
  void require_new(const char* call) const;

  std::shared_ptr<State> state_;
};

/// The calling thread. One that no Thread was made for, as the first thread of a process, cannot be
/// joined or started through it.
Thread current_thread(os::Os& os);

/// The threads of the calling process that run: the first one, and those that were started by
/// Thread::start. Does not block. Those that other threads start at the same moment may be missing.
std::vector<Thread> enumerate(os::Os& os, os::Where where = os::Where::here());

/// How many `enumerate` finds.
std::size_t active_count(os::Os& os, os::Where where = os::Where::here());

}  // namespace ravel
