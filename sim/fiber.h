// A fiber: a function with a stack of its own that gives up the processor only where it says so.
// This is the one file pair that knows Boost.Context. It knows nothing of processes or the kernel.
#pragma once

#include <cxxabi.h>
#include <boost/context/detail/fcontext.hpp>
#include <boost/context/protected_fixedsize_stack.hpp>
#include <cstddef>
#include <utility>

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

/// Runs one body after another on one stack. The stack has a guard page below it: an overflow is a
/// segmentation fault, never silent damage. Starting a body costs one switch and allocates nothing.
///
/// A body must not let an exception escape. `suspend` may be called inside a catch block: each
/// fiber has its own exception state, as each thread has.
class Fiber {
 public:
  using Body = void (*)(void* argument);

  /// Throws std::bad_alloc when there is no memory for a stack.
  Fiber();

  /// The fiber must be idle: what a suspended body holds could not be freed.
  ~Fiber();

  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// Sets what the next `resume` runs. The fiber must be idle. The body stays on this thread.
  void start(Body body, void* argument) noexcept;

  /// Runs the body until it suspends or returns. Called from outside of it.
  void resume() noexcept;

  /// Goes back to whoever called `resume`, until the next one. Called from inside the body.
  void suspend() noexcept;

  /// Whether no body is started or the last one has returned.
  bool idle() const noexcept { return body_ == nullptr; }

 private:
  // The Itanium C++ ABI (2.2.2) keeps the caught exceptions and the count of uncaught ones per
  // thread: without a swap at each switch, two fibers inside catch blocks would end each other's
  // exceptions.
  struct ExceptionState {
    void* caught = nullptr;
    unsigned int uncaught = 0;
    bool operator==(const ExceptionState&) const = default;
  };
  void swap_exception_state() noexcept {
    // Nearly always nobody handles anything.
    if (*of_thread_ == exceptions_) return;
    std::swap(exceptions_, *of_thread_);
  }

  static void enter(boost::context::detail::transfer_t from);
  void announce_entry() noexcept;

  boost::context::detail::fcontext_t inside_ = nullptr;
  boost::context::detail::fcontext_t outside_ = nullptr;
  ExceptionState exceptions_;
  ExceptionState* of_thread_ = nullptr;  // looked up once a body: it costs as much as a switch
  Body body_ = nullptr;
  void* argument_ = nullptr;
  boost::context::protected_fixedsize_stack allocator_{kFiberStackBytes};
  boost::context::stack_context stack_;
  // The stack that resumed us, and the fake stacks of both sides, for AddressSanitizer.
  const void* outside_stack_ = nullptr;
  std::size_t outside_bytes_ = 0;
  void* fake_inside_ = nullptr;
  void* fake_outside_ = nullptr;
};

// The switches are inline because the processor predicts a return by the call before it: each frame
// that a switch leaves open costs a misprediction when it returns, more than the switch itself.

inline void Fiber::announce_entry() noexcept {
#ifdef RAVEL_ADDRESS_SANITIZER
  __sanitizer_finish_switch_fiber(fake_inside_, &outside_stack_, &outside_bytes_);
#endif
}

inline void Fiber::resume() noexcept {
  swap_exception_state();
#ifdef RAVEL_ADDRESS_SANITIZER
  __sanitizer_start_switch_fiber(&fake_outside_, static_cast<std::byte*>(stack_.sp) - stack_.size,
                                 stack_.size);
#endif
  inside_ = boost::context::detail::jump_fcontext(inside_, this).fctx;
#ifdef RAVEL_ADDRESS_SANITIZER
  __sanitizer_finish_switch_fiber(fake_outside_, nullptr, nullptr);
#endif
  swap_exception_state();
}

inline void Fiber::suspend() noexcept {
#ifdef RAVEL_ADDRESS_SANITIZER
  __sanitizer_start_switch_fiber(&fake_inside_, outside_stack_, outside_bytes_);
#endif
  outside_ = boost::context::detail::jump_fcontext(outside_, nullptr).fctx;
  announce_entry();
}

}  // namespace ravel::sim
