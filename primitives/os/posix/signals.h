// Signals as events of a descriptor instead of as interruptions, and their absence in children.
#pragma once

#include <csignal>
#include <initializer_list>
#include <optional>

#include "primitives/os/posix/descriptor.h"

namespace ravel::os::posix {

/// Keeps the given signals from the calling thread, to be read from a descriptor instead. Those
/// that the process ignores stay ignored. The destructor forgets what was not read, and restores
/// the thread's mask.
class SignalWatch {
 public:
  /// Throws std::system_error.
  explicit SignalWatch(std::initializer_list<int> signals);
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;
  ~SignalWatch();

  int descriptor() const noexcept { return descriptor_.get(); }

  /// The next signal that came, or nothing; never blocks.
  std::optional<int> next() const;

 private:
  sigset_t before_{};
  Descriptor descriptor_;
};

/// Keeps every signal from the calling thread while it lives.
class SignalsBlocked {
 public:
  SignalsBlocked() noexcept;
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;
  ~SignalsBlocked();

 private:
  sigset_t before_{};
};

/// Default handlers, as a freshly started program has them.
void reset_handlers() noexcept;

/// A write that nobody can read any more fails with EPIPE and sends no signal.
void ignore_broken_pipes() noexcept;

/// Ends the calling process by SIGPIPE.
[[noreturn]] void die_of_broken_pipe() noexcept;

/// An empty mask: every signal is delivered.
void unblock_signals() noexcept;

}  // namespace ravel::os::posix
