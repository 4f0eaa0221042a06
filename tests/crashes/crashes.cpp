// A program of scenarios in each of which one process does what would end the whole program. The
// process is a child that has taken a lock before, so that there is a schedule to replay.
#include <array>
#include <csignal>
#include <cstdlib>

#include <unistd.h>

#include "primitives/all.h"
#include "scenarios/main/main.h"

namespace ravel {
namespace {

/// The optimizer must not see what is done with it.
template <class Value>
void keep(Value& value) {
  asm volatile("" : : "g"(&value) : "memory");
}

[[gnu::noinline]] int recurse(int depth) {
  keep(depth);
  if (depth < 0) return 0;
  const int deeper = recurse(depth + 1);
  return deeper + depth;
}

// A guard of one page would be stepped over.
[[gnu::noinline]] int recurse_in_large_steps(int depth) {
  std::array<char, 40'000> unused;
  keep(depth);
  keep(unused);
  if (depth < 0) return 0;
  const int deeper = recurse_in_large_steps(depth + 1);
  keep(unused);
  return deeper + depth;
}

[[gnu::noinline]] void write_nowhere() {
  int* nowhere = nullptr;
  keep(nowhere);
  *nowhere = 1;
}

void throw_through_noexcept() noexcept {
  const auto fail = [] { throw std::runtime_error("nobody can catch this"); };
  fail();
}

void allocate_for_ever() {
  std::vector<std::vector<char>> all;
  for (;;) all.emplace_back(1 << 20, 'x');
}

void leak_for_ever() {
  for (;;) {
    auto* lost = new std::array<char, 1 << 20>;
    lost->fill('x');
    keep(lost);
  }
}

void leak_whatever_happens() {
  for (;;) {
    try {
      leak_for_ever();
    } catch (const std::bad_alloc&) {
    }
  }
}

/// What the child does, by its number.
constexpr std::array<void (*)(), 11> kCrashes = {
    [] { recurse(0); },
    [] { recurse_in_large_steps(0); },
    write_nowhere,
    throw_through_noexcept,
    [] { std::abort(); },
    [] { std::exit(3); },  // NOLINT(concurrency-mt-unsafe)
    [] { std::quick_exit(3); },
    [] { ::_exit(0); },
    allocate_for_ever,
    leak_for_ever,
    leak_whatever_happens,
};

void crash(os::Os&, int which, Lock lock) {
  const auto guard = lock.hold();
  kCrashes.at(static_cast<std::size_t>(which))();
}

template <int which>
void crash_in_child(os::Os& os, const Parameters&) {
  Lock lock(os);
  Process child(os, crash, which, lock);
  child.start();
  child.join();
}

void crash_in_thread(os::Os& os, const Parameters&) {
  Lock lock(os);
  Thread thread(os, [&] { crash(os, 0, lock); });
  thread.start();
  thread.join();
}

void crash_while_waiting(os::Os& os, const Parameters&) {
  const os::Handle memory = os.create_memory(8);
  os.wait_until([&] {
    if (os.load({memory, 0, 8}, os::Access::Atomic) == 0) write_nowhere();
    return true;
  });
}

/// A deadlock, and while it is cleared away a destructor that never ends.
void crash_at_the_end(os::Os& os, const Parameters&) {
  struct Recursion {
    ~Recursion() { recurse(0); }
  } const recursion;
  Semaphore never(os, 0);
  never.acquire();
}

std::optional<std::string> crash_of_an_invariant(const Outcome&, const Parameters&) {
  write_nowhere();
  return {};
}

Scenario scenario(std::string_view name, Body body) {
  return {.name = name, .group = "crashes", .summary = name, .body = std::move(body)};
}

}  // namespace

std::vector<Scenario> scenarios() {
  Scenario invariant = scenario("invariant", [](os::Os&, const Parameters&) {});
  invariant.invariant = crash_of_an_invariant;
  return {
      scenario("recursion", crash_in_child<0>),
      scenario("large-frames", crash_in_child<1>),
      scenario("null", crash_in_child<2>),
      scenario("noexcept", crash_in_child<3>),
      scenario("abort", crash_in_child<4>),
      scenario("exit", crash_in_child<5>),
      scenario("quick-exit", crash_in_child<6>),
      scenario("low-exit", crash_in_child<7>),
      scenario("allocation", crash_in_child<8>),
      scenario("leak", crash_in_child<9>),
      scenario("stubborn-leak", crash_in_child<10>),
      scenario("thread", crash_in_thread),
      scenario("wait-until", crash_while_waiting),
      scenario("destructor", crash_at_the_end),
      invariant,
  };
}

}  // namespace ravel
