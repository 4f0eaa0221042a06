// Threads on every operating system layer; in the simulator in every interleaving.
#include <memory>
#include <stdexcept>

#include "tests/primitives/conformance.h"
#include "tests/primitives/os_programs.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using os::expect;
using os::Handle;
using os::kForever;
using os::Os;

void increment(Os& os, Handle memory) {
  os.fetch_add({memory, 0, 8}, 1);
}

std::uint64_t count_in(Os& os, Handle memory) {
  return os.load({memory, 0, 8}, os::Access::Atomic);
}

TEST_P(Conformance, AThreadSharesWhatItsFunctionCaptures) {
  const auto body = [](Os& os, const Parameters&) {
    int count = 0;
    const auto own = std::make_shared<int>(7);
    const Handle thread = os.start_thread([&count, own] { count += *own; });
    expect(os.wait_thread(thread, kForever), "it ended");
    expect(count == 7, "it wrote into its process's memory");
    expect(own.use_count() == 1, "what was captured ended with the thread");
    expect(os.wait_thread(thread, 0ns), "waiting may be repeated");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, ThreadsKnowTheirProcessAndTheirNumber) {
  const auto body = [](Os& os, const Parameters&) {
    const auto number_threads = [](Os& inner, const Handles&) {
      expect(inner.thread_id() == 0, "the first one");
      const std::uint64_t pid = inner.pid();
      for (std::uint32_t i = 1; i <= 2; ++i)
        inner.wait_thread(inner.start_thread([&inner, pid, i] {
          expect(inner.thread_id() == i, "in the order of their start");
          expect(inner.pid() == pid, "one process");
        }),
                          kForever);
      expect(inner.thread_id() == 0, "the first one still");
    };
    number_threads(os, {});
    os.wait_thread(os.start_thread([&os, number_threads] {
      expect(os.wait(start(os, number_threads), kForever) == 0, "anew in a thread's child");
    }),
                   kForever);
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, AThreadIsWaitedForAsLongAsIsSaid) {
  const auto body = [](Os& os, const Parameters&) {
    const Handle go = os.create_semaphore(0, 1);
    const Handle thread = os.start_thread([&os, go] { os.acquire(go, kForever); });
    expect(!os.wait_thread(thread, 0ns), "a try");
    expect(!os.wait_thread(thread, -1ns), "a negative timeout is a try");
    expect(!os.wait_thread(thread, 1ms), "a short wait");
    os.release(go);
    expect(os.wait_thread(thread, kForever), "a long one");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, OnlyAnotherThreadOfTheProcessCanBeWaitedFor) {
  const auto body = [](Os& os, const Parameters&) {
    const Handle known = os.create_semaphore(0, 1);
    Handle thread = os::kNoHandle;
    thread = os.start_thread([&] {
      os.acquire(known, kForever);
      expect(throws<std::logic_error>([&] { os.wait_thread(thread, kForever); }), "itself");
    });
    os.release(known);
    const Handle child = start(os, [](Os&, const Handles&) {});
    for (const Handle other : {child, known, os::kNoHandle})
      expect(throws<std::logic_error>([&] { os.wait_thread(other, kForever); }), "no thread");
    expect(throws<std::logic_error>([&] { os.wait(thread, kForever); }), "a thread is no child");
    expect(os.wait_thread(thread, kForever), "it ended");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, AnExceptionEndsOnlyItsThread) {
  const auto body = [](Os& os, const Parameters&) {
    const auto throw_in_thread = [](Os& inner, const Handles&) {
      const Handle thread = inner.start_thread([] { throw std::runtime_error("as intended"); });
      expect(inner.wait_thread(thread, kForever), "it ended");
    };
    expect(os.wait(start(os, throw_in_thread), kForever) == 0, "the exit code does not change");
  };
  const Intended intended{{1}, {FindingKind::Exception}};
  EXPECT_EQ("", problem(GetParam(), body, intended));
  EXPECT_NE("", problem(GetParam(), body)) << "it is reported";
}

TEST_P(Conformance, AProcessWaitsForItsThreadsAndTheirChildren) {
  const auto body = [](Os& os, const Parameters&) {
    const Handle memory = os.create_memory(8);
    const auto start_and_return = [](Os& inner, const Handles& handles) {
      inner.start_thread([&inner, handles] {
        inner.sleep(1ms);
        start(
            inner, [](Os& innermost, const Handles& own) { increment(innermost, own[0]); },
            handles);
        increment(inner, handles[0]);
      });
    };
    expect(os.wait(start(os, start_and_return, {memory}), kForever) == 0, "it ended well");
    expect(count_in(os, memory) == 2, "after its thread, and that one's child");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, AProcessDoesNotWaitForDaemons) {
  const auto body = [](Os& os, const Parameters&) {
    const Handle memory = os.create_memory(8);
    const Handle never = os.create_semaphore(0, 1);
    const auto leave_daemon = [](Os& inner, const Handles& handles) {
      inner.start_thread(
          [&inner, handles] {
            inner.acquire(handles[1], kForever);
            increment(inner, handles[0]);
          },
          {.daemon = true, .name = "waits for ever"});
    };
    expect(os.wait(start(os, leave_daemon, {memory, never}), kForever) == 0, "it ended");
    os.release(never);
    expect(count_in(os, memory) == 0, "its daemon stopped with it");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, ExitInAThreadEndsTheProcess) {
  const auto body = [](Os& os, const Parameters&) {
    const auto exit_in_thread = [](Os& inner, const Handles& handles) {
      inner.start_thread([&inner] { inner.exit(3); });
      inner.acquire(handles[0], kForever);
    };
    const Handle never = os.create_semaphore(0, 1);
    expect(os.wait(start(os, exit_in_thread, {never}), kForever) == 3, "with the thread's code");
  };
  EXPECT_EQ("", problem(GetParam(), body, {{3}, {FindingKind::ExitStatus}}));
}

TEST_P(Conformance, AKillEndsAllThreadsOfAProcess) {
  const auto body = [](Os& os, const Parameters&) {
    const auto wait_in_threads = [](Os& inner, const Handles& handles) {
      const auto wait = [&inner, handles] { inner.acquire(handles[1], kForever); };
      inner.start_thread(wait);
      inner.release(handles[0]);
      wait();
    };
    const Handle ready = os.create_semaphore(0, 1);
    const Handle never = os.create_semaphore(0, 1);
    const Handle child = start(os, wait_in_threads, {ready, never});
    os.acquire(ready, kForever);
    os.kill(child, os::Signal::Kill);
    expect(os.wait(child, kForever) == -9, "killed");
    os.release(never);
    expect(os.semaphore_value(never) == 1, "nobody waits any more");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, ThreadsUseTheObjectsOfTheirProcess) {
  const auto body = [](Os& os, const Parameters&) {
    const auto [in, out] = os.create_pipe();
    const Handle writer = os.start_thread([&os, out = out] {
      write(os, out, "x");
      os.close(out);
    });
    expect(read_to_end(os, in) == "x", "the uses of a process are those of all its threads");
    os.wait_thread(writer, kForever);
    expect(throws<std::logic_error>([&, end = out] { write(os, end, "x"); }), "it is closed");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

// A child dies with its parent; a thread that started it is not its parent.
TEST_P(Conformance, AChildOutlivesTheThreadThatStartedIt) {
  const auto body = [](Os& os, const Parameters&) {
    const Handle go = os.create_semaphore(0, 1);
    Handle child = os::kNoHandle;
    const Handle thread = os.start_thread([&] {
      child =
          start(os, [](Os& inner, const Handles& own) { inner.acquire(own[0], kForever); }, {go});
    });
    os.wait_thread(thread, kForever);
    expect(!os.wait(child, 1ms), "it lives");
    os.release(go);
    expect(os.wait(child, kForever) == 0, "and ends by itself");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, SeveralThreadsMayWaitForOneChild) {
  const auto body = [](Os& os, const Parameters&) {
    const Handle child = start(os, [](Os&, const Handles&) {});
    const Handle other =
        os.start_thread([&] { expect(os.wait(child, kForever) == 0, "seen in a thread"); });
    expect(os.wait(child, kForever) == 0, "seen in the first one");
    os.wait_thread(other, kForever);
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

}  // namespace
}  // namespace ravel
