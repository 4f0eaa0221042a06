// The same schedule gives the same trace, byte for byte: in two processes, and in debug and release
// builds of the program.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace ravel {
namespace {

struct Ended {
  std::string output;
  int exit_status = -1;
};

Ended shell(const std::string& command) {
  std::FILE* pipe = popen(command.c_str(), "r");
  if (!pipe) return {};
  Ended ended;
  std::array<char, 4096> buffer;
  for (std::size_t count; (count = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    ended.output.append(buffer.data(), count);
  const int status = pclose(pipe);
  ended.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ended;
}

// Checks that end at a finding: by each strategy; one of the two random walks asks for entropy too
// (the tutorial's sleeps).
constexpr std::array kChecks = {
    "check ticket-nolock-oversell clients=3",
    "check ticket-locked-check-unlocked clients=5 tickets=3 --strategy random --seed 7",
    "check value-nolock-increment processes=9 --strategy random --seed 99",
    "check ticket-locked-check-unlocked clients=4 --strategy delays",
    "check ticket-locked-check-unlocked clients=4 --strategy pct --seed 3",
    "check ticket-locked-check-unlocked clients=4 --strategy pos --seed 3",
    "check ticket-locked-check-unlocked clients=4 --strategy surw --seed 3",
};

Ended trace(const std::string& program, const std::string& check) {
  const std::string file = testing::TempDir() + "ravel-trace-" + std::to_string(getpid());
  const Ended checked = shell("'" + program + "' " + check + " --trace '" + file + "' > /dev/null");
  Ended ended = shell("cat '" + file + "'");
  ended.exit_status = checked.exit_status;
  std::remove(file.c_str());
  return ended;
}

void expect_same_traces(const std::string& one, const std::string& other) {
  for (const char* check : kChecks) {
    const Ended first = trace(one, check);
    const Ended second = trace(other, check);
    EXPECT_EQ(first.exit_status, 1) << check;
    EXPECT_GT(first.output.size(), 1000u) << check;
    EXPECT_EQ(first.output, second.output) << check;
  }
}

TEST(Determinism, TwoProcessesOfOneProgramWriteTheSameTrace) {
  expect_same_traces(RAVEL_PROGRAM, RAVEL_PROGRAM);
}

// `./dev test` builds both and says where the other one is; a single preset has only one program.
TEST(Determinism, DebugAndReleaseBuildsWriteTheSameTrace) {
  const char* other = std::getenv("RAVEL_OTHER_BINARY");
  if (!other)
    GTEST_SKIP() << "RAVEL_OTHER_BINARY names no ravel program of another build type; ./dev test "
                    "takes the release program, once ./dev check has built it";
  expect_same_traces(RAVEL_PROGRAM, other);
}

// Seeds must matter, or the comparison above would compare nothing.
TEST(Determinism, AnotherSeedWritesAnotherTrace) {
  const std::string check = "check value-nolock-increment processes=9 --strategy random --seed ";
  EXPECT_NE(trace(RAVEL_PROGRAM, check + "1").output, trace(RAVEL_PROGRAM, check + "2").output);
}

}  // namespace
}  // namespace ravel
