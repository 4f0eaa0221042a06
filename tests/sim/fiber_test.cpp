// Fibers: they keep their place, their exceptions and their stacks.
#include "sim/fiber.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace ravel::sim {
namespace {

struct Notes {
  Fiber* fiber = nullptr;
  std::vector<std::string> lines;
};

TEST(Fiber, GoesOnWhereItSuspended) {
  Fiber fiber;
  Notes notes{&fiber, {}};
  fiber.start(
      [](void* argument) {
        auto& mine = *static_cast<Notes*>(argument);
        mine.lines.emplace_back("first");
        mine.fiber->suspend();
        mine.lines.emplace_back("second");
      },
      &notes);
  EXPECT_FALSE(fiber.idle());
  fiber.resume();
  notes.lines.emplace_back("between");
  fiber.resume();
  EXPECT_TRUE(fiber.idle());
  EXPECT_EQ(notes.lines, (std::vector<std::string>{"first", "between", "second"}));
}

TEST(Fiber, RunsOneBodyAfterAnotherOnOneStack) {
  Fiber fiber;
  int runs = 0;
  for (int i = 0; i < 1000; ++i) {
    fiber.start([](void* argument) { ++*static_cast<int*>(argument); }, &runs);
    fiber.resume();
  }
  EXPECT_EQ(runs, 1000);
}

// Suspends inside of a catch block; then rethrows what it has caught.
void suspend_while_handling(void* argument) {
  auto& mine = *static_cast<Notes*>(argument);
  try {
    throw std::runtime_error(mine.lines.front());
  } catch (const std::runtime_error&) {
    mine.fiber->suspend();
    try {
      throw;
    } catch (const std::runtime_error& again) {
      mine.lines.emplace_back(again.what());
    }
  }
}

// The C++ runtime keeps caught exceptions in a stack per thread. Both fibers are inside a catch
// block at once and leave in the order in which they entered: without a state of its own per fiber,
// each would rethrow the other's exception.
TEST(Fiber, KeepsItsOwnExceptionWhileOthersHandleTheirs) {
  Fiber one;
  Fiber two;
  Notes first{&one, {"one"}};
  Notes second{&two, {"two"}};
  one.start(suspend_while_handling, &first);
  two.start(suspend_while_handling, &second);
  one.resume();
  two.resume();
  EXPECT_EQ(std::current_exception(), nullptr);
  one.resume();
  two.resume();
  EXPECT_EQ(first.lines, (std::vector<std::string>{"one", "one"}));
  EXPECT_EQ(second.lines, (std::vector<std::string>{"two", "two"}));
}

TEST(Fiber, CountsUncaughtExceptionsByItself) {
  struct Suspender {
    Fiber* fiber;
    ~Suspender() { fiber->suspend(); }
  };
  Fiber fiber;
  fiber.start(
      [](void* argument) {
        try {
          const Suspender suspends_while_unwinding{static_cast<Fiber*>(argument)};
          throw 1;
        } catch (int) {
        }
      },
      &fiber);
  fiber.resume();
  EXPECT_EQ(std::uncaught_exceptions(), 0);
  fiber.resume();
  EXPECT_TRUE(fiber.idle());
}

int overflow(int depth) {
  volatile char frame[4096];
  frame[0] = static_cast<char>(depth);
  return depth == 0 ? 0 : overflow(depth - 1) + frame[0];
}

TEST(FiberDeathTest, AnOverflowingStackHitsTheGuardPage) {
  Fiber fiber;
  EXPECT_DEATH(
      {
        fiber.start([](void*) { overflow(static_cast<int>(kFiberStackBytes / 1024)); }, nullptr);
        fiber.resume();
      },
      "");
}

TEST(FiberDeathTest, RefusesToForgetASuspendedBody) {
  EXPECT_DEATH(
      {
        Fiber fiber;
        fiber.start([](void* argument) { static_cast<Fiber*>(argument)->suspend(); }, &fiber);
        fiber.resume();
      },
      "destroyed while its body is suspended");
}

}  // namespace
}  // namespace ravel::sim
