// A fiber: a function with a stack of its own that gives up the processor only where it says so.
// This is the one file pair that knows Boost.Context. It knows nothing of processes or the kernel.
#pragma once

#include <cstddef>
#include <memory>

namespace ravel::sim {

/// Stack bytes of a fiber: enough for formatted output and a JSON parser in an unoptimised build
/// with address sanitizer. Pages that are never touched cost nothing.
inline constexpr std::size_t kFiberStackBytes = 512 * 1024;

/// Runs one body after another on one stack. The stack has a guard page below it: an overflow is a
/// segmentation fault, never silent damage. Starting a body costs one switch and allocates nothing.
///
/// A body must not let an exception escape. `suspend` may be called inside a catch block: each fiber
/// has its own exception state, as each thread has.
class Fiber {
 public:
  using Body = void (*)(void* argument);

  /// Throws std::bad_alloc when there is no memory for a stack.
  Fiber();

  /// The fiber must be idle: what a suspended body holds could not be freed.
  ~Fiber();

  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// Sets what the next `resume` runs. The fiber must be idle.
  void start(Body body, void* argument) noexcept;

  /// Runs the body until it suspends or returns. Called from outside of it.
  void resume() noexcept;

  /// Goes back to whoever called `resume`, until the next one. Called from inside the body.
  void suspend() noexcept;

  /// Whether no body is started or the last one has returned.
  bool idle() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ravel::sim
