#include "sim/fiber.h"

#include <boost/context/detail/fcontext.hpp>
#include <boost/context/protected_fixedsize_stack.hpp>
#include <cxxabi.h>
#include <utility>

#include "primitives/os/types.h"

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
namespace {

namespace context = boost::context::detail;

// The Itanium C++ ABI (2.2.2) keeps the caught exceptions and the count of uncaught ones per
// thread: without a swap at each switch, two fibers inside catch blocks would end each other's
// exceptions.
struct ExceptionState {
  void* caught = nullptr;
  unsigned int uncaught = 0;
};

ExceptionState& thread_exception_state() noexcept {
  return *reinterpret_cast<ExceptionState*>(abi::__cxa_get_globals());
}

}  // namespace

struct Fiber::State {
  boost::context::protected_fixedsize_stack allocator{kFiberStackBytes};
  boost::context::stack_context stack;
  context::fcontext_t inside = nullptr;
  context::fcontext_t outside = nullptr;
  ExceptionState exceptions;
  Body body = nullptr;
  void* argument = nullptr;
  // Bounds of the stack that resumed us, and the fake stacks of both sides, for AddressSanitizer.
  const void* outside_stack = nullptr;
  std::size_t outside_bytes = 0;
  void* fake_inside = nullptr;
  void* fake_outside = nullptr;

  static void enter(context::transfer_t from);
  void leave() noexcept;
  void announce_entry() noexcept;
};

// Tells the sanitizer that the switch into the fiber is complete.
void Fiber::State::announce_entry() noexcept {
#ifdef RAVEL_ADDRESS_SANITIZER
  __sanitizer_finish_switch_fiber(fake_inside, &outside_stack, &outside_bytes);
#endif
}

// Switches from the fiber to whoever resumed it, and returns when it is resumed again.
void Fiber::State::leave() noexcept {
#ifdef RAVEL_ADDRESS_SANITIZER
  __sanitizer_start_switch_fiber(&fake_inside, outside_stack, outside_bytes);
#endif
  outside = context::jump_fcontext(outside, nullptr).fctx;
  announce_entry();
}

void Fiber::State::enter(context::transfer_t from) {
  State& self = *static_cast<State*>(from.data);
  self.outside = from.fctx;
  self.announce_entry();
  for (;;) {
    self.body(self.argument);
    self.body = nullptr;
    self.leave();
  }
}

Fiber::Fiber() : state_(std::make_unique<State>()) {
  state_->stack = state_->allocator.allocate();
  state_->inside = context::make_fcontext(state_->stack.sp, state_->stack.size, &State::enter);
}

Fiber::~Fiber() {
  os::ensure(idle(), "a fiber is destroyed while its body is suspended");
  state_->allocator.deallocate(state_->stack);
}

void Fiber::start(Body body, void* argument) noexcept {
  os::ensure(idle(), "a fiber is started while its body is suspended");
  state_->body = body;
  state_->argument = argument;
  state_->exceptions = {};
}

void Fiber::resume() noexcept {
  State& self = *state_;
  std::swap(self.exceptions, thread_exception_state());
#ifdef RAVEL_ADDRESS_SANITIZER
  __sanitizer_start_switch_fiber(&self.fake_outside,
                                 static_cast<std::byte*>(self.stack.sp) - self.stack.size,
                                 self.stack.size);
#endif
  self.inside = context::jump_fcontext(self.inside, &self).fctx;
#ifdef RAVEL_ADDRESS_SANITIZER
  __sanitizer_finish_switch_fiber(self.fake_outside, nullptr, nullptr);
#endif
  std::swap(self.exceptions, thread_exception_state());
}

void Fiber::suspend() noexcept { state_->leave(); }

bool Fiber::idle() const noexcept { return state_->body == nullptr; }

}  // namespace ravel::sim
