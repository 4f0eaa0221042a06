// How ends of real processes become findings.
#include "scenarios/main/posix_runner.h"

#include <gmock/gmock.h>

namespace ravel {
namespace {

using os::posix::EndedProcess;

EndedProcess ended(int exit_code) {
  EndedProcess process;
  process.name = "Process-2";
  process.exit_code = exit_code;
  return process;
}

std::string only_message(const EndedProcess& process, FindingKind kind) {
  const std::vector<Finding> findings = findings_of({process});
  if (findings.size() != 1 || findings[0].kind != kind) return "";
  return findings[0].message;
}

TEST(PosixRunner, NamesTheSignalThatEndedAProcess) {
  EXPECT_EQ(only_message(ended(-11), FindingKind::ExitStatus),
            "Process-2 was ended by SIGSEGV (exit code -11)");
}

TEST(PosixRunner, ReportsAnExitCode) {
  EXPECT_EQ(only_message(ended(3), FindingKind::ExitStatus), "Process-2 ended with exit code 3");
}

TEST(PosixRunner, TellsAnAssertionFromAnotherException) {
  EndedProcess process = ended(1);
  process.exception_type = "std::runtime_error";
  process.exception_message = "no such file";
  EXPECT_EQ(only_message(process, FindingKind::Exception),
            "Process-2 was ended by std::runtime_error: no such file");
  process.assertion = true;
  EXPECT_EQ(only_message(process, FindingKind::Assertion), "Process-2: no such file");
}

TEST(PosixRunner, FindsNothingInEndsThatWereGoodOrAskedFor) {
  EndedProcess killed = ended(-9);
  killed.killed_by_request = true;
  EndedProcess orphan = ended(-9);
  orphan.died_with_parent = true;
  EXPECT_THAT(findings_of({ended(0), killed, orphan}), testing::IsEmpty());
}

}  // namespace
}  // namespace ravel
