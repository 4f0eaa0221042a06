// What threads are on a real system.
#include <pthread.h>
#include <unistd.h>

#include <cstdio>
#include <stdexcept>

#include "tests/primitives/os/posix/world.h"
#include "tests/primitives/os_programs.h"

namespace ravel::os::posix {
namespace {

using namespace std::chrono_literals;

class PosixThreads : public Posix {};
INSTANTIATE_TEST_SUITE_P(Methods, PosixThreads, both_methods(), method_name);

TEST_P(PosixThreads, AnExceptionIsReportedByTheNameOfItsThread) {
  testing::internal::CaptureStderr();
  const RunResult result = run([](Os& os) {
    const auto fail_twice = [](Os& inner, const Handles&) {
      inner.wait_thread(inner.start_thread([] { throw std::runtime_error("text"); }), kForever);
      const auto assert = [] { expect(false, "one is two"); };
      inner.wait_thread(inner.start_thread(assert, {.daemon = true, .name = "checker"}), kForever);
      inner.wait_thread(inner.start_thread([] {}), kForever);
    };
    os.wait(ravel::start(os, fail_twice), kForever);
  });
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "Thread-1 of Process-1: std::runtime_error: text\n"
            "checker: ravel::os::AssertionFailed: one is two\n");
  // MainProcess, Process-1, and the two threads that failed.
  ASSERT_EQ(result.ended.size(), 4u);
  EXPECT_EQ(result.ended[1].exit_code, 0);
  EXPECT_EQ(result.ended[1].thread, 0u);
  EXPECT_EQ(result.ended[2].name, "Thread-1 of Process-1");
  EXPECT_EQ(result.ended[2].path, "1/1");
  EXPECT_EQ(result.ended[2].thread, 1u);
  EXPECT_EQ(result.ended[2].pid, result.ended[1].pid);
  EXPECT_EQ(result.ended[2].exit_code, 1);
  EXPECT_EQ(result.ended[2].exception_type, "std::runtime_error");
  EXPECT_FALSE(result.ended[2].assertion);
  EXPECT_EQ(result.ended[3].thread, 2u);
  EXPECT_TRUE(result.ended[3].assertion);
}

// 10,000 records of threads would be 20 MB of the arena; one after another they share one.
TEST_P(PosixThreads, ManyThreadsOneAfterAnotherCostNothing) {
  EXPECT_EQ(failure_of([](Os& os) {
              const auto run_thread = [&os] { os.wait_thread(os.start_thread([] {}), kForever); };
              run_thread();
              const Handle before = os.create_memory(1);
              for (int i = 0; i < 2000; ++i) run_thread();
              const Handle after = os.create_memory(1);
              // Handles are places in the arena, in steps of 64 bytes: one block of 128 later.
              expect(number_of(after) == number_of(before) + 2, "nothing between them");
            }),
            "");
}

// 2^47 bytes are the whole address space: there is no room for one more stack of that size.
TEST_P(PosixThreads, WhatTheSystemRefusesIsNotStarted) {
  EXPECT_EQ(failure_of([](Os& os) {
              pthread_attr_t before;
              pthread_getattr_default_np(&before);
              pthread_attr_t huge = before;
              pthread_attr_setstacksize(&huge, std::size_t{1} << 47);
              pthread_setattr_default_np(&huge);
              bool ran = false;
              const int error = errno_of([&] { os.start_thread([&ran] { ran = true; }); });
              pthread_setattr_default_np(&before);
              expect(error == EAGAIN && !ran, "refused");
              std::uint32_t number = 0;
              const Handle next = os.start_thread([&] { number = os.thread_id(); });
              expect(os.wait_thread(next, kForever), "later it goes on");
              expect(number == 1, "a thread that did not start has no number");
            }),
            "");
}

// The read holds the lock of stdin. A process that flushed all streams at its end would wait for
// it.
TEST_P(PosixThreads, ADaemonThatReadsStdinDoesNotKeepItsProcess) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(failure_of([](Os& os) {
              const auto read_input = [](Os& inner, const Handles&) {
                int silent[2];
                expect(pipe(silent) == 0 && dup2(silent[0], STDIN_FILENO) == 0, "stdin");
                inner.start_thread([] { std::getc(stdin); }, {.daemon = true, .name = ""});
                while (ftrylockfile(stdin) == 0) {
                  funlockfile(stdin);
                  inner.sleep(1ms);
                }
                std::printf("written at the end");
              };
              expect(os.wait(ravel::start(os, read_input), 30s) == 0, "it ended");
            }),
            "");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "written at the end");
}

// The thread is not there in the copy, and the lock of the table must not stay with it.
TEST_P(PosixThreads, AChildIsACopyWithoutTheOtherThreads) {
  EXPECT_EQ(failure_of([](Os& os) {
              std::atomic<bool> stop = false;
              const Handle busy = os.start_thread([&os, &stop] {
                while (!stop) {
                  const Handle file = os.open_file("file", FileMode::Write);
                  os.close_file(file);
                  os.thread_id();
                }
              });
              const auto look = [](Os& inner, const Handles&) {
                expect(entries("/proc/self/task") == 1, "one thread");
                inner.wait_thread(inner.start_thread([] {}), kForever);
                inner.close_file(inner.open_file("other", FileMode::Write));
              };
              for (int i = 0; i < 20; ++i)
                expect(os.wait(ravel::start(os, look), kForever) == 0, "it works");
              stop = true;
              os.wait_thread(busy, kForever);
            }),
            "");
}

TEST_P(PosixThreads, ThreadsShareTheFilesOfTheirProcess) {
  EXPECT_EQ(failure_of([](Os& os) {
              const Handle file = os.open_file("file", FileMode::Append);
              std::vector<Handle> threads;
              for (int i = 0; i < 4; ++i)
                threads.push_back(os.start_thread([&os, file] {
                  for (int k = 0; k < 250; ++k)
                    os.write_file(file, std::as_bytes(std::span("x", 1)));
                }));
              for (const Handle thread : threads) os.wait_thread(thread, kForever);
              os.close_file(file);
              // 4 threads of 250 bytes.
              std::string text(2000, '\0');
              const Handle written = os.open_file("file", FileMode::Read);
              expect(os.read_file(written, std::as_writable_bytes(std::span(text))) == 1000, "all");
            }),
            "");
}

}  // namespace
}  // namespace ravel::os::posix
