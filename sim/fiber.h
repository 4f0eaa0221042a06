// Fibers: functions with stacks of their own that give up the processor only where they say so.
// This is the one file pair that knows Boost.Context. It knows nothing of processes or the kernel.
#pragma once

#include <cxxabi.h>
#include <boost/context/detail/fcontext.hpp>
#include <cstddef>

#include "primitives/os/stack_memory.h"

#if defined(__SANITIZE_ADDRESS__)
#define RAVEL_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define RAVEL_ADDRESS_SANITIZER 1
#endif
#endif
#ifdef RAVEL_ADDRESS_SANITIZER
#include <sanitizer/common_interface_defs.h>
#endif

namespace ravel::sim {

/// Stack bytes of a fiber: enough for formatted output and a JSON parser in an unoptimised build
/// with address sanitizer. Pages that are never touched cost nothing.
inline constexpr std::size_t kFiberStackBytes = 512 * 1024;

class Fiber;

/// A place where execution can go on: inside of a fiber, or where the fibers are run from. All the
/// places that switch to each other belong to one thread.
class Context {
 public:
  Context() = default;
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  /// Makes the calling thread the one that goes on here; before the first switch from here.
  void adopt_thread() noexcept {
    of_thread_ = reinterpret_cast<ExceptionState*>(abi::__cxa_get_globals());
  }

  /// Whose place this is; null outside of all fibers.
  Fiber* fiber() const noexcept { return fiber_; }

 private:
  friend class Fiber;
  friend void switch_to(Context& here, Context& there) noexcept;

  // The Itanium C++ ABI (2.2.2) keeps the caught exceptions and the count of uncaught ones per
  // thread: without a swap at each switch, two fibers inside catch blocks would end each other's
  // exceptions.
  struct ExceptionState {
    void* caught = nullptr;
    unsigned int uncaught = 0;
  };

  void arrive(boost::context::detail::fcontext_t from) noexcept;

  boost::context::detail::fcontext_t place_ = nullptr;
  Context* from_ = nullptr;  // who switched to this place last
  Fiber* fiber_ = nullptr;
  ExceptionState exceptions_;
  ExceptionState* of_thread_ = nullptr;  // looked up once a body: it costs as much as a switch
  // For AddressSanitizer: the lowest byte of the stack, its size, and its fake stack.
  const void* stack_bottom_ = nullptr;
  std::size_t stack_bytes_ = 0;
  void* fake_stack_ = nullptr;
};

/// Leaves `here`, where the caller is, and goes on at `there`; returns when somebody switches back.
/// Costs about 5 ns.
void switch_to(Context& here, Context& there) noexcept;

/// Runs one body after another on one stack. The stack has a guard below it: an overflow is a
/// segmentation fault, never silent damage. Starting a body costs one switch and allocates nothing.
///
/// A body must not let an exception escape. It may switch inside a catch block: each fiber has its
/// own exception state, as each thread has.
class Fiber {
 public:
  /// Returns where execution goes on when the body has ended.
  using Body = Context& (*)(void* argument);

  /// Throws std::bad_alloc when there is no memory for a stack.
  Fiber();

  /// The fiber must be idle: what a suspended body holds could not be freed.
  ~Fiber();

  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// Sets what the next switch to `context()` runs. The fiber must be idle. The body stays on this
  /// thread.
  void start(Body body, void* argument) noexcept;

  Context& context() noexcept { return context_; }

  /// Whether no body is started or the last one has returned.
  bool idle() const noexcept { return body_ == nullptr; }

  /// Forgets the suspended body, which crashed: what it holds is lost. The fiber is idle then.
  void abandon() noexcept;

  /// Whether an access to `address` means that the stack is full.
  bool overflows_at(const void* address) const noexcept { return stack_.guards(address); }

 private:
  void prepare() noexcept;
  static void enter(boost::context::detail::transfer_t from);

  Context context_;
  Body body_ = nullptr;
  void* argument_ = nullptr;
  os::StackMemory stack_{kFiberStackBytes};
};

// The switch is inline because the processor predicts a return by the call before it: each frame
// that a switch leaves open costs a misprediction when it returns, more than the switch itself.

inline void Context::arrive(boost::context::detail::fcontext_t from) noexcept {
  from_->place_ = from;
#ifdef RAVEL_ADDRESS_SANITIZER
  __sanitizer_finish_switch_fiber(fake_stack_, &from_->stack_bottom_, &from_->stack_bytes_);
#endif
}

inline void switch_to(Context& here, Context& there) noexcept {
  here.exceptions_ = *here.of_thread_;
  *here.of_thread_ = there.exceptions_;
  there.from_ = &here;
#ifdef RAVEL_ADDRESS_SANITIZER
  __sanitizer_start_switch_fiber(&here.fake_stack_, there.stack_bottom_, there.stack_bytes_);
#endif
  here.arrive(boost::context::detail::jump_fcontext(there.place_, &there).fctx);
}

}  // namespace ravel::sim
