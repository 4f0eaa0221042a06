// A scenario cannot end the checker: whatever one of its processes does is a finding with a token,
// which replays it. Each check is a process of its own.
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string>

namespace ravel {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

struct Ended {
  int status = 0;  ///< -N: by signal N
  std::string out;
};

/// Of a shell command; `out` has its stderr, too.
Ended shell(const std::string& command) {
  Ended ended;
  FILE* out = popen((command + " 2>&1").c_str(), "r");
  std::array<char, 4096> piece{};
  while (const std::size_t count = fread(piece.data(), 1, piece.size(), out))
    ended.out.append(piece.data(), count);
  const int status = pclose(out);
  ended.status = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
  return ended;
}

Ended crashes(const std::string& arguments) {
  return shell(RAVEL_CRASHES " " + arguments);
}

std::string token_in(const std::string& out) {
  const auto begin = out.find("'ravel1:");
  if (begin == std::string::npos) return "none";
  return out.substr(begin, out.find('\'', begin + 1) - begin + 1);
}

struct Case {
  std::string scenario;
  std::string message;  ///< of the finding, a part of it
};

void PrintTo(const Case& tested, std::ostream* out) {
  *out << tested.scenario;
}

class Crash : public testing::TestWithParam<Case> {};

TEST_P(Crash, IsAFindingThatReplays) {
  const Ended checked = crashes("check " + GetParam().scenario);
  EXPECT_EQ(checked.status, 1) << checked.out;
  EXPECT_THAT(checked.out, HasSubstr(GetParam().message));
  EXPECT_THAT(checked.out, HasSubstr("not made simpler nor explained"));
  const Ended replayed = crashes("replay " + token_in(checked.out));
  EXPECT_EQ(replayed.status, 1) << replayed.out;
  EXPECT_THAT(replayed.out, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, Crash,
    testing::Values(
        Case{"recursion",
             "exception: Process-1 was ended by SIGSEGV: its stack of 512 KiB is full"},
        Case{"large-frames", "Process-1 was ended by SIGSEGV: its stack of 512 KiB is full"},
        Case{"null", "exception: Process-1 was ended by SIGSEGV\n"},
        Case{"noexcept", "exception: Process-1 was ended by SIGABRT\n"},
        Case{"abort", "exception: Process-1 was ended by SIGABRT\n"},
        Case{"exit", "exception: Process-1 was ended by exit(3): that would end the whole check"},
        Case{"quick-exit", "Process-1 was ended by quick_exit(0): that would end the whole check"},
        Case{"low-exit", "Process-1 was ended by _exit(0): that would end the whole check"},
        Case{"thread", "Thread-1 was ended by SIGSEGV: its stack of 512 KiB is full"},
        Case{"wait-until", "exception: MainProcess was ended by SIGSEGV\n"},
        Case{"destructor", "MainProcess was ended by SIGSEGV: its stack of 512 KiB is full"}),
    [](const testing::TestParamInfo<Case>& tested) {
      std::string name = tested.param.scenario;
      std::erase(name, '-');
      return name;
    });

// Two of the three give memory back when the exception ends the process, or not at all.
TEST(CrashByAllocation, IsAFindingBeforeTheMachineIsFull) {
  for (const char* scenario : {"allocation", "leak", "stubborn-leak"}) {
    const Ended checked =
        shell("ulimit -S -d 50000; " RAVEL_CRASHES " check " + std::string(scenario));
    EXPECT_EQ(checked.status, 1) << scenario << checked.out;
    EXPECT_THAT(checked.out, HasSubstr("exception: Process-1 was ended by ")) << scenario;
    EXPECT_THAT(checked.out, ContainsRegex("bad_alloc|operator new")) << scenario;
    EXPECT_NE(token_in(checked.out), "none") << scenario;
  }
}

// Exploring goes on behind a crash: the reduction has one class here, and nothing is left of it.
TEST(Crash, DoesNotEndAnExploration) {
  const Ended checked = crashes("check recursion --keep-going");
  EXPECT_EQ(checked.status, 1);
  EXPECT_THAT(checked.out, HasSubstr("complete: 1 execution, 1 finding"));
}

TEST(Crash, OutsideOfAProcessIsAnErrorThatSaysSo) {
  const Ended checked = crashes("check invariant");
  EXPECT_EQ(checked.status, 3);
  EXPECT_EQ(checked.out, "ravel: ended by SIGSEGV, outside of the processes of a scenario\n");
}

// The system itself sees to it there.
TEST(Crash, EndsOneProcessOfARealRun) {
  const Ended overflow = crashes("run recursion");
  EXPECT_EQ(overflow.status, 1);
  EXPECT_THAT(overflow.out, HasSubstr("Process-1 was ended by SIGSEGV (exit code -11)"));
  EXPECT_THAT(crashes("run exit").out, HasSubstr("Process-1 ended with exit code 3"));
}

}  // namespace
}  // namespace ravel
