// Fibers: they keep their place, their exceptions and their stacks.
#include "sim/fiber.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace ravel::sim {
namespace {

// A fiber that is resumed from one place, and suspends back to it.
class Resumable {
 public:
  Resumable() { outside_.adopt_thread(); }

  // `body` is called with `argument`.
  void start(void (*body)(void*), void* argument) {
    body_ = body;
    argument_ = argument;
    fiber_.start(run, this);
  }
  void resume() { switch_to(outside_, fiber_.context()); }
  void suspend() { switch_to(fiber_.context(), outside_); }
  bool idle() const { return fiber_.idle(); }

 private:
  static Context& run(void* self) {
    auto& mine = *static_cast<Resumable*>(self);
    mine.body_(mine.argument_);
    return mine.outside_;
  }

  Fiber fiber_;
  Context outside_;
  void (*body_)(void*) = nullptr;
  void* argument_ = nullptr;
};

struct Notes {
  Resumable* fiber = nullptr;
  std::vector<std::string> lines;
};

TEST(Fiber, GoesOnWhereItSuspended) {
  Resumable fiber;
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
  Resumable fiber;
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

// One hands over to the other, without whoever started them in between.
TEST(Fiber, HandsOverToAnother) {
  struct Pair {
    Fiber one;
    Fiber two;
    Context outside;
    std::string order;
  } pair;
  pair.outside.adopt_thread();
  pair.one.start(
      [](void* argument) -> Context& {
        auto& mine = *static_cast<Pair*>(argument);
        mine.order += "1";
        switch_to(mine.one.context(), mine.two.context());
        mine.order += "3";
        return mine.outside;
      },
      &pair);
  pair.two.start(
      [](void* argument) -> Context& {
        auto& mine = *static_cast<Pair*>(argument);
        mine.order += "2";
        return mine.one.context();
      },
      &pair);
  switch_to(pair.outside, pair.one.context());
  EXPECT_EQ(pair.order, "123");
  EXPECT_TRUE(pair.one.idle());
  EXPECT_TRUE(pair.two.idle());
}

// The C++ runtime keeps caught exceptions in a stack per thread. Both fibers are inside a catch
// block at once and leave in the order in which they entered: without a state of its own per fiber,
// each would rethrow the other's exception.
TEST(Fiber, KeepsItsOwnExceptionWhileOthersHandleTheirs) {
  Resumable one;
  Resumable two;
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
    Resumable* fiber;
    ~Suspender() { fiber->suspend(); }
  };
  Resumable fiber;
  fiber.start(
      [](void* argument) {
        try {
          const Suspender suspends_while_unwinding{static_cast<Resumable*>(argument)};
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
  Resumable fiber;
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
        Resumable fiber;
        fiber.start([](void* argument) { static_cast<Resumable*>(argument)->suspend(); }, &fiber);
        fiber.resume();
      },
      "destroyed while its body is suspended");
}

}  // namespace
}  // namespace ravel::sim
