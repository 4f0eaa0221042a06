// A run leaves nothing behind: not when it ends, not when it is cut short, not when it is killed.
#include "tests/primitives/os/posix/world.h"

#include <unistd.h>

#include <system_error>

namespace ravel::os::posix {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::MatchesRegex;

class PosixRun : public Posix {
 protected:
  RunOptions options(std::optional<std::chrono::milliseconds> timeout = std::nullopt) const {
    return {GetParam(), timeout, std::nullopt, true};
  }

  /// Runs `body` with ever longer timeouts until one was long enough for `settled`: on a busy
  /// machine the processes may not have come to where they wait.
  RunResult run_until(const std::function<void(Os&)>& body, bool (*settled)(const RunResult&)) {
    std::chrono::milliseconds timeout = 250ms;
    RunResult result = posix::run(body, options(timeout));
    while (!settled(result) && timeout < 1min) {
      timeout *= 2;
      result = posix::run(body, options(timeout));
    }
    return result;
  }
};
INSTANTIATE_TEST_SUITE_P(Methods, PosixRun, both_methods(), method_name);

void sleep_for_ever(Os& os, std::uint64_t) {
  os.sleep(1h);
}
void start_sleepers(Os& os, std::uint64_t) {
  for (int i = 0; i < 3; ++i) start(os, sleep_for_ever);
  os.create_semaphore(0, 1);
  os.create_memory(1 << 20);
  os.open_file("file", FileMode::Write);
}
void sleep_in_two_generations(Os& os) {
  start(os, start_sleepers);
  start_sleepers(os, 0);
}

/// Main, its 4 children, and 3 grandchildren; and the janitor.
constexpr std::size_t kProcesses = 9;

/// Runs sleepers in a process of its own, which can be signalled as a whole; returns its pid when
/// all of them sleep.
pid_t start_supervisor(const RunOptions& options, const PrivateDirectory& directory) {
  const pid_t supervisor = fork();
  if (supervisor == 0) {
    setpgid(0, 0);
    const RunResult result = posix::run(sleep_in_two_generations, options);
    _exit(result.interrupted && !result.still_running.empty() && result.ended.empty() ? 42 : 1);
  }
  const bool started =
      eventually([&] { return directory.processes() == kProcesses + 1 && directory.runs() == 1; });
  EXPECT_TRUE(started) << directory.processes();
  return supervisor;
}

int status_of(pid_t pid) {
  int status = 0;
  waitpid(pid, &status, 0);
  return status;
}

TEST_P(PosixRun, LeavesNothingWhenItEnds) {
  const std::size_t shared_before = entries("/dev/shm");
  const std::size_t descriptors_before = entries("/proc/self/fd");
  for (int i = 0; i < 3; ++i) {
    const RunResult result = run([](Os& os) {
      const auto use_everything = [](Os& inner, std::uint64_t) {
        inner.create_semaphore(0, 1);
        inner.create_memory(100);
        inner.open_file("child", FileMode::Write);
      };
      os.wait(start(os, use_everything), kForever);
      os.open_file("main", FileMode::Write);
    });
    EXPECT_EQ(result.ended.size(), 2u);
  }
  EXPECT_EQ(entries("/dev/shm"), shared_before);
  EXPECT_EQ(entries("/proc/self/fd"), descriptors_before);
  EXPECT_EQ(directory_.runs(), 0u);
  EXPECT_EQ(directory_.processes(), 0u);
}

TEST_P(PosixRun, LeavesNothingWhenTheCallerIsKilled) {
  const std::size_t shared_before = entries("/dev/shm");
  const pid_t supervisor = start_supervisor(options(), directory_);
  kill(supervisor, SIGKILL);
  EXPECT_EQ(status_of(supervisor), SIGKILL);
  EXPECT_TRUE(eventually([&] { return directory_.processes() == 0; }));
  EXPECT_TRUE(eventually([&] { return directory_.runs() == 0; }));
  EXPECT_EQ(entries("/dev/shm"), shared_before);
}

TEST_P(PosixRun, AnInterruptionEndsItInGoodOrder) {
  for (const int signal : {SIGINT, SIGTERM}) {
    const pid_t supervisor = start_supervisor(options(), directory_);
    // To the whole group, as a terminal does: the processes of the run must not hear it.
    kill(-supervisor, signal);
    EXPECT_EQ(WEXITSTATUS(status_of(supervisor)), 42);
    // Not eventually: run() returns when all is gone.
    EXPECT_EQ(directory_.processes(), 0u);
    EXPECT_EQ(directory_.runs(), 0u);
  }
}

TEST_P(PosixRun, ATimeoutTellsWhatEveryProcessWaitsFor) {
  const auto body = [](Os& os) {
    const Handle tickets = os.create_semaphore(1, 1);
    os.label(tickets, "tickets");
    os.acquire(tickets, kForever);
    const auto acquire = [](Os& inner, std::uint64_t semaphore) {
      inner.acquire(handle_of(semaphore), kForever);
    };
    const Handle child = start(os, acquire, number_of(tickets));
    start(os, sleep_for_ever, 0, "Sleeper");
    os.wait(child, kForever);
  };
  const RunResult result = run_until(body, [](const RunResult& timed_out) {
    return timed_out.still_running.size() == 3 &&
           timed_out.still_running[1].find("acquire") != std::string::npos &&
           timed_out.still_running[2].find("sleep") != std::string::npos;
  });
  EXPECT_TRUE(result.timed_out);
  EXPECT_FALSE(result.interrupted);
  EXPECT_THAT(
      result.still_running,
      ElementsAre(MatchesRegex("MainProcess \\(pid [0-9]+\\): wait for Process-1 \\(pid [0-9]+\\)"),
                  MatchesRegex("Process-1 \\(pid [0-9]+\\): acquire semaphore 'tickets' held by "
                               "MainProcess \\(pid [0-9]+\\)"),
                  MatchesRegex("Sleeper \\(pid [0-9]+\\): sleep")));
  // Those that the run ended are no defects of the program.
  EXPECT_TRUE(result.ended.empty());
  EXPECT_EQ(directory_.runs() + directory_.processes(), 0u);
}

TEST_P(PosixRun, ATimeoutStillReportsTheChildThatCrashedBefore) {
  const auto body = [](Os& os) {
    const Handle never = os.create_semaphore(0, 1);
    start(os, [](Os&, std::uint64_t) { std::raise(SIGSEGV); });
    os.acquire(never, kForever);
  };
  const RunResult result =
      run_until(body, [](const RunResult& timed_out) { return !timed_out.ended.empty(); });
  EXPECT_EQ(result.still_running.size(), 1u);
  ASSERT_EQ(result.ended.size(), 1u);
  EXPECT_EQ(result.ended[0].exit_code, -SIGSEGV);
}

TEST_P(PosixRun, WhatAProcessStartedBehindTheBackOfTheLayerEndsToo) {
  run([](Os&) {
    if (fork() == 0) {
      sleep(3600);
      _exit(0);
    }
  });
  EXPECT_EQ(directory_.processes(), 0u);
}

// The janitor is a process that a user sees and may end: that ends the run, and is no normal end.
TEST_P(PosixRun, TheJanitorsEndIsTheRunsEnd) {
  for (const int signal : {SIGTERM, SIGKILL}) {
    const RunResult result = run([signal](Os& os) {
      start(os, sleep_for_ever);
      kill(getppid(), signal);
      os.sleep(1h);
    });
    EXPECT_TRUE(result.interrupted);
    EXPECT_TRUE(eventually([&] { return directory_.processes() == 0; }));
    EXPECT_EQ(directory_.runs(), 0u);
  }
}

TEST_P(PosixRun, OtherChildrenOfTheCallerAreLeftAlone) {
  const pid_t other = fork();
  if (other == 0) _exit(5);
  run([](Os&) {});
  EXPECT_EQ(WEXITSTATUS(status_of(other)), 5);
}

TEST_P(PosixRun, SignalsWorkAsBeforeAfterwards) {
  sigset_t before;
  sigset_t after;
  sigemptyset(&before);
  sigemptyset(&after);
  pthread_sigmask(SIG_BLOCK, nullptr, &before);
  run([](Os&) {});
  pthread_sigmask(SIG_BLOCK, nullptr, &after);
  for (const int signal : {SIGINT, SIGTERM, SIGCHLD, SIGHUP})
    EXPECT_EQ(sigismember(&before, signal), sigismember(&after, signal)) << signal;
}

TEST_P(PosixRun, ADirectoryThatCannotBeMadeIsOneClearError) {
  const std::size_t descriptors_before = entries("/proc/self/fd");
  setenv("TMPDIR", "/nonexistent/place", 1);
  try {
    run([](Os&) {});
    FAIL() << "a run without a directory";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::no_such_file_or_directory);
    EXPECT_STREQ(error.what(),
                 "make the run's directory in '/nonexistent/place': No such file or directory");
  }
  setenv("TMPDIR", directory_.path().c_str(), 1);
  EXPECT_EQ(directory_.processes(), 0u);
  EXPECT_EQ(entries("/proc/self/fd"), descriptors_before);
}

TEST_P(PosixRun, OutputGoesToStdoutUnlessItIsCaptured) {
  testing::internal::CaptureStdout();
  RunOptions plain = options();
  plain.capture_output = false;
  const RunResult result = posix::run([](Os& os) { os.print("seen\n"); }, plain);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "seen\n");
  EXPECT_EQ(result.output, "");
}

}  // namespace
}  // namespace ravel::os::posix
