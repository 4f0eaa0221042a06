// Waiting for shared memory on every operating system layer; in the simulator in every
// interleaving.
#include <stdexcept>

#include "tests/primitives/conformance.h"
#include "tests/primitives/os_programs.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using os::Access;
using os::expect;
using os::Handle;
using os::kForever;
using os::Os;
using os::Word;

void await(Os& os, Handle memory, std::uint64_t wanted) {
  const bool held = os.wait_until([&] {
    return os.load({memory, 0, 8}, Access::Atomic) == wanted;
  });
  expect(held, "without a timeout it only returns when the predicate holds");
}

// Back and forth, by each way to change a word.
TEST_P(Conformance, WaitUntilSeesWhatOtherProcessesDo) {
  const auto body = [](Os& os, const Parameters&) {
    const Handle memory = os.create_memory(8);
    const auto answer = [](Os& inner, const Handles& handles) {
      const Word word{handles[0], 0, 8};
      await(inner, handles[0], 1);
      inner.fetch_add(word, 1);
      await(inner, handles[0], 3);
      inner.compare_exchange(word, 3, 4);
    };
    const Handle child = start(os, answer, {memory});
    os.store({memory, 0, 8}, 1, Access::Plain);
    await(os, memory, 2);
    os.exchange({memory, 0, 8}, 3);
    await(os, memory, 4);
    expect(os.wait(child, kForever) == 0, "the child ended well");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, WaitUntilGivesUpWhenTheTimeIsUp) {
  const auto body = [](Os& os, const Parameters&) {
    const Handle memory = os.create_memory(8);
    const auto holds = [&] { return os.load({memory, 0, 8}, Access::Plain) == 1; };
    expect(!os.wait_until(holds, 0ns), "a try");
    expect(!os.wait_until(holds, -1ms), "a negative timeout is a try");
    expect(!os.wait_until(holds, 3ms), "a short wait");
    os.store({memory, 0, 8}, 1, Access::Plain);
    expect(os.wait_until(holds, 0ns), "a try that can succeed");
    expect(os.wait_until(holds, 1h), "it holds already");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, WaitUntilPassesOnWhatThePredicateThrows) {
  const auto body = [](Os& os, const Parameters&) {
    const Handle memory = os.create_memory(8);
    const auto fail = [&]() -> bool {
      if (os.load({memory, 0, 8}, Access::Atomic) == 0) return false;
      throw std::domain_error("as intended");
    };
    const Handle thread = os.start_thread([&] { os.store({memory, 0, 8}, 1, Access::Atomic); });
    expect(throws<std::domain_error>([&] { os.wait_until(fail); }), "to whoever waits");
    os.wait_thread(thread, kForever);
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, APredicateMayOnlyLoad) {
  const auto body = [](Os& os, const Parameters&) {
    const Handle memory = os.create_memory(8);
    const Handle semaphore = os.create_semaphore(1, 1);
    const Word word{memory, 0, 8};
    const auto refused = [&](auto call) {
      return throws<std::logic_error>([&] {
        os.wait_until([&] {
          call();
          return true;
        });
      });
    };
    expect(refused([&] { os.store(word, 1, Access::Atomic); }), "store");
    expect(refused([&] { os.fetch_add(word, 1); }), "fetch_add");
    expect(refused([&] { os.acquire(semaphore, 0ns); }), "acquire");
    expect(refused([&] { os.create_pipe(); }), "create_pipe");
    expect(refused([&] { os.start_thread([] {}); }), "start_thread");
    expect(refused([&] { os.wait_until([] { return true; }); }), "wait_until");
    expect(os.load(word, Access::Plain) == 0 && os.semaphore_value(semaphore) == 1,
           "they had no effect");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

// Another thread may call anything meanwhile.
TEST_P(Conformance, WhatAPredicateMayNotDoOthersMay) {
  const auto body = [](Os& os, const Parameters&) {
    const Handle memory = os.create_memory(8);
    const Handle thread = os.start_thread([&] { os.exchange({memory, 0, 8}, 1); });
    await(os, memory, 1);
    os.wait_thread(thread, kForever);
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, WhoWaitsForMemoryCanBeKilled) {
  const auto body = [](Os& os, const Parameters&) {
    const Handle memory = os.create_memory(8);
    const auto wait = [](Os& inner, const Handles& handles) { await(inner, handles[0], 1); };
    const Handle child = start(os, wait, {memory});
    os.kill(child, os::Signal::Kill);
    expect(os.wait(child, kForever) == -9, "killed");
    os.store({memory, 0, 8}, 1, Access::Atomic);
    await(os, memory, 1);
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

}  // namespace
}  // namespace ravel
