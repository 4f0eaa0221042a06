// Processes: how they start, what they are called, how they end.
#include "tests/primitives/os/posix/world.h"

#include <dlfcn.h>
#include <unistd.h>

#include <stdexcept>

namespace ravel::os::posix {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

class PosixProcess : public Posix {};
INSTANTIATE_TEST_SUITE_P(Methods, PosixProcess, both_methods(), method_name);

void exit_with(Os& os, std::uint64_t code) {
  os.exit(static_cast<int>(code));
}
void return_normally(Os&, std::uint64_t) {}
void crash(Os&, std::uint64_t) {
  std::raise(SIGSEGV);
}
void sleep_for_ever(Os& os, std::uint64_t) {
  os.sleep(1h);
}
void throw_error(Os&, std::uint64_t) {
  throw std::runtime_error("text");
}
void fail_assertion(Os&, std::uint64_t) {
  expect(false, "one is two");
}
void say_who(Os& os, std::uint64_t) {
  os.print(os.process_name() + " " + os.process_path() + ";");
}
void start_two(Os& os, std::uint64_t) {
  say_who(os, 0);
  os.wait(start(os, say_who), kForever);
  os.wait(start(os, say_who, 0, "Bob"), kForever);
}
void leave_child(Os& os, std::uint64_t) {
  start(os, say_who);
}
void end_before_child(Os& os, std::uint64_t) {
  start(os, sleep_for_ever);
  os.exit(0);
}

TEST_P(PosixProcess, ExitCodesAreThoseOfMultiprocessingAndStay) {
  const RunResult result = run([](Os& os) {
    for (const auto& [body, number] : {std::pair(&return_normally, 0), std::pair(&exit_with, 7),
                                       std::pair(&crash, 0), std::pair(&throw_error, 0)}) {
      const Handle child = start(os, body, static_cast<std::uint64_t>(number));
      os.observe("code", *os.wait(child, kForever));
      os.observe("again", *os.wait(child, 0ns));
    }
  });
  // Normal return, exit(7), death by signal 11, uncaught exception.
  std::vector<std::int64_t> codes;
  for (const auto& [name, value] : result.observations) codes.push_back(std::get<0>(value));
  EXPECT_THAT(codes, ElementsAre(0, 0, 7, 7, -SIGSEGV, -SIGSEGV, 1, 1));
}

TEST_P(PosixProcess, AWaitThatIsTooShortGivesNothing) {
  const RunResult result = run([](Os& os) {
    const Handle child = start(os, sleep_for_ever);
    expect(!os.wait(child, 0ns).has_value(), "a try");
    expect(!os.wait(child, 5ms).has_value(), "a short wait");
    os.kill(child, Signal::Kill);
    expect(os.wait(child, 1h) == -SIGKILL, "a long wait");
  });
  EXPECT_EQ(result.ended[0].exit_code, 0) << result.ended[0].exception_message;
}

TEST_P(PosixProcess, KillIsReportedAsAskedForAndDoesNothingToTheDead) {
  const RunResult result = run([](Os& os) {
    for (const Signal signal : {Signal::Terminate, Signal::Kill}) {
      const Handle child = start(os, sleep_for_ever);
      os.kill(child, signal);
      os.wait(child, kForever);
      os.kill(child, signal);
    }
  });
  ASSERT_EQ(result.ended.size(), 3u);
  EXPECT_EQ(result.ended[0].exit_code, 0);
  EXPECT_EQ(result.ended[1].exit_code, -SIGTERM);
  EXPECT_EQ(result.ended[2].exit_code, -SIGKILL);
  EXPECT_TRUE(result.ended[1].killed_by_request && result.ended[2].killed_by_request);
}

TEST_P(PosixProcess, ACrashIsNotAKillThatWasAskedFor) {
  const RunResult result = run([](Os& os) { os.wait(start(os, crash), kForever); });
  ASSERT_EQ(result.ended.size(), 2u);
  EXPECT_EQ(result.ended[1].exit_code, -SIGSEGV);
  EXPECT_FALSE(result.ended[1].killed_by_request);
}

TEST_P(PosixProcess, AnExceptionIsReportedWithTypeAndText) {
  testing::internal::CaptureStderr();
  const RunResult result = run([](Os& os) { os.wait(start(os, throw_error), kForever); });
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "Process-1: std::runtime_error: text\n");
  ASSERT_EQ(result.ended.size(), 2u);
  EXPECT_EQ(result.ended[1].exit_code, 1);
  EXPECT_EQ(result.ended[1].exception_type, "std::runtime_error");
  EXPECT_EQ(result.ended[1].exception_message, "text");
  EXPECT_FALSE(result.ended[1].assertion);
}

TEST_P(PosixProcess, AFailedAssertionIsToldFromOtherExceptions) {
  testing::internal::CaptureStderr();
  const RunResult result = run([](Os& os) { os.wait(start(os, fail_assertion), kForever); });
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "Process-1: ravel::os::AssertionFailed: one is two\n");
  EXPECT_TRUE(result.ended.at(1).assertion);
}

TEST_P(PosixProcess, NamesAndPathsComeFromCreatorAndCounter) {
  const RunResult result = run([](Os& os) {
    say_who(os, 0);
    os.wait(start(os, say_who), kForever);
    os.wait(start(os, start_two), kForever);
  });
  EXPECT_EQ(result.output, "MainProcess ;Process-1 1;Process-2 2;Process-2:1 2:1;Bob 2:2;");
}

TEST_P(PosixProcess, AProcessWaitsForItsChildrenBeforeItEnds) {
  const RunResult result = run([](Os& os) {
    os.wait(start(os, leave_child), kForever);
    os.print("after");
  });
  EXPECT_EQ(result.output, "Process-1:1 1:1;after");
}

TEST_P(PosixProcess, AChildDiesWhenItsParentExits) {
  const RunResult result = run([](Os& os) { os.wait(start(os, end_before_child), kForever); });
  ASSERT_EQ(result.ended.size(), 3u);
  EXPECT_EQ(result.ended[1].exit_code, 0);
  EXPECT_EQ(result.ended[2].exit_code, -SIGKILL);
  EXPECT_TRUE(result.ended[2].died_with_parent);
}

void release_and_sleep(Os& os, std::uint64_t semaphore) {
  os.release(handle_of(semaphore));
  os.sleep(1h);
}
void start_and_sleep(Os& os, std::uint64_t semaphore) {
  start(os, release_and_sleep, semaphore);
  os.sleep(1h);
}

TEST_P(PosixProcess, AChildDiesWhenItsParentIsKilled) {
  const RunResult result = run([](Os& os) {
    const Handle grandchild_runs = os.create_semaphore(0, 1);
    const Handle parent = start(os, start_and_sleep, number_of(grandchild_runs));
    os.acquire(grandchild_runs, kForever);
    os.kill(parent, Signal::Kill);
    os.wait(parent, kForever);
  });
  ASSERT_EQ(result.ended.size(), 3u);
  EXPECT_TRUE(result.ended[1].killed_by_request);
  EXPECT_TRUE(result.ended[2].died_with_parent);
  EXPECT_EQ(result.ended[2].exit_code, -SIGKILL);
}

TEST_P(PosixProcess, PidsAreTheSystems) {
  const RunResult result = run([](Os& os) {
    const Handle child = start(
        os,
        [](Os& inner, std::uint64_t parent) {
          expect(static_cast<std::uint64_t>(getppid()) == parent, "the parent's pid");
          inner.observe("pid", static_cast<std::int64_t>(inner.pid()));
        },
        os.pid());
    os.wait(child, kForever);
    os.observe("pid_of", static_cast<std::int64_t>(os.pid_of(child)));
  });
  ASSERT_EQ(result.observations.size(), 2u);
  EXPECT_EQ(result.observations[0].second, result.observations[1].second);
  EXPECT_EQ(static_cast<std::int64_t>(result.ended.at(1).pid),
            std::get<0>(result.observations[0].second));
}

TEST_P(PosixProcess, OnlyOwnChildrenCanBeWaitedFor) {
  const RunResult result = run([](Os& os) {
    const Handle child = start(os, return_normally);
    const auto wait_for = [](Os& inner, std::uint64_t other) {
      inner.wait(handle_of(other), kForever);
    };
    os.wait(start(os, wait_for, number_of(child)), kForever);
  });
  EXPECT_EQ(result.ended.at(2).exception_type, "std::logic_error");
}

TEST_P(PosixProcess, AFunctionOfASharedLibraryIsRefused) {
  const RunResult result = run([](Os& os) {
    Program program;
    program.entry = call_with_number;
    program.target = reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, "qsort"));
    os.spawn(program);
  });
  EXPECT_EQ(result.ended.at(0).exception_type, "std::invalid_argument");
  EXPECT_EQ(result.ended.size(), 1u);
}

}  // namespace
}  // namespace ravel::os::posix
