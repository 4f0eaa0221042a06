#include "sim/fiber.h"

#include <cstdint>

#include "primitives/os/types.h"
#include "sim/random.h"

namespace ravel::sim {
namespace {

// Stacks begin at page boundaries, so that the same frames of all fibers would compete for the same
// few sets of the first-level cache: each stack leaves out a part of its first page.
std::size_t colour(const void* stack) noexcept {
  const auto page = reinterpret_cast<std::uintptr_t>(stack) / 4096;
  return static_cast<std::size_t>(mixed(page) % 30) * 128;
}

}  // namespace

Fiber::Fiber() {
  context_.fiber_ = this;
  context_.stack_bottom_ = stack_.bottom();
  context_.stack_bytes_ = stack_.size();
  prepare();
}

void Fiber::prepare() noexcept {
  const std::size_t unused = colour(stack_.top());
  context_.place_ = boost::context::detail::make_fcontext(stack_.top() - unused,
                                                          stack_.size() - unused, &Fiber::enter);
}

Fiber::~Fiber() {
  os::ensure(idle(), "a fiber is destroyed while its body is suspended");
}

void Fiber::abandon() noexcept {
  body_ = nullptr;
  context_.fake_stack_ = nullptr;
  prepare();
}

void Fiber::start(Body body, void* argument) noexcept {
  os::ensure(idle(), "a fiber is started while its body is suspended");
  body_ = body;
  argument_ = argument;
  context_.exceptions_ = {};
  context_.adopt_thread();
}

void Fiber::enter(boost::context::detail::transfer_t from) {
  Fiber& self = *static_cast<Context*>(from.data)->fiber_;
  self.context_.arrive(from.fctx);
  for (;;) {
    Context& next = self.body_(self.argument_);
    self.body_ = nullptr;
    switch_to(self.context_, next);
  }
}

}  // namespace ravel::sim
