// Every scenario, at the size of a check, with real processes: what comes out is among what the
// check says can come out. A small dose of `ravel conform --all`. And servers with clients that are
// no part of the program.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <chrono>
#include <cstdio>
#include <memory>

#include "checker/conform.h"
#include "primitives/all.h"
#include "primitives/os/posix/run.h"
#include "scenarios/main/main.h"
#include "scenarios/main/posix_runner.h"
#include "tests/scenarios/golden.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using golden::Golden;

class RealRuns : public testing::TestWithParam<Golden> {};

/// Whether somebody may wait for ever: then waiting long for a run tells nothing.
bool may_hang(const Scenario& scenario) {
  return scenario.expected.contains(FindingKind::Deadlock) ||
         scenario.expected.contains(FindingKind::LostWakeup);
}

TEST_P(RealRuns, ShowOnlyWhatIsEnumerated) {
  const std::vector<Scenario> all = scenarios();
  const Scenario& scenario = find_scenario(all, GetParam().scenario);
  ConformOptions options;
  options.repeat = 2;
  options.run.output_wanted = false;
  options.run.timeout = may_hang(scenario) ? 500ms : 60'000ms;
  const Comparison comparison = conform(
      scenario, Parameters::parse(scenario.parameters, Purpose::Check, {}), options, run_on_posix);
  EXPECT_THAT(comparison.outside, testing::IsEmpty());
}

std::string name_of(const testing::TestParamInfo<Golden>& info) {
  return golden::test_name(info.param);
}

INSTANTIATE_TEST_SUITE_P(Classics, RealRuns, testing::ValuesIn(golden::classics()), name_of);
INSTANTIATE_TEST_SUITE_P(Oracles, RealRuns, testing::ValuesIn(golden::oracles()), name_of);
INSTANTIATE_TEST_SUITE_P(Pitfalls, RealRuns, testing::ValuesIn(golden::pitfalls()), name_of);
INSTANTIATE_TEST_SUITE_P(Tutorial, RealRuns, testing::ValuesIn(golden::tutorial()), name_of);

/// What `body` observes as `name`, in a run of its own.
std::string observed(std::string_view name, const std::function<void(os::Os&)>& body) {
  for (const auto& [found, value] : os::posix::run(body, {}).observations)
    if (found == name) return std::get<std::string>(value);
  return "";
}

/// One that nobody listened at a moment ago.
std::string free_port() {
  return observed("port", [](os::Os& os) {
    const std::string address = ServerSocket(os, "tcp:127.0.0.1:0").address();
    os.observe("port", address.substr(address.rfind(':') + 1));
  });
}

/// Tries until somebody listens there.
Socket connect_to(os::Os& os, const std::string& port) {
  for (;;) {
    try {
      return Socket(os, "tcp:127.0.0.1:" + port);
    } catch (const std::system_error& error) {
      if (error.code() != std::errc::connection_refused) throw;
    }
    os.sleep(5ms);
  }
}

std::string output_of(std::FILE* program) {
  std::string output;
  for (int c = 0; (c = std::fgetc(program)) != EOF;) output.push_back(static_cast<char>(c));
  return output;
}

/// Runs a server by the command line, talks to it from another run, and returns the answer and how
/// the server's run ended.
std::string visit(const std::string& scenario) {
  const std::string port = free_port();
  const std::string command = fmt::format("'{}' run {} port={} clients=1 guests=1 --timeout 60",
                                          RAVEL_PROGRAM, scenario, port);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> server(popen(command.c_str(), "r"),
                                                               &pclose);
  const std::string answer = observed("answer", [&port](os::Os& os) {
    Socket socket = connect_to(os, port);
    socket.sendall("hello");
    os.observe("answer", socket.recv(100));
  });
  const std::string output = output_of(server.get());
  const std::size_t outcome = output.rfind("outcome: ");
  return answer + ", " + (outcome == std::string::npos ? output : output.substr(outcome));
}

TEST(Servers, AnswerAClientFromOutside) {
  EXPECT_EQ(visit("socket-server-ends-with-client messages=1"), "sb, outcome: answers=1\n");
  EXPECT_EQ(visit("pool-socket-server workers=1"), "HELLO, outcome: answered=1\n");
}

// The tutorial's own sizes and colours.
TEST(TrafficLights, AreRedAndGreenOnTheTerminal) {
  const std::string command =
      fmt::format("'{}' run traffic-light-guarded cars=2 changes=3", RAVEL_PROGRAM);
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> program(popen(command.c_str(), "r"),
                                                                &pclose);
  const std::string output = output_of(program.get());
  EXPECT_THAT(output, testing::HasSubstr("\033[1;32mgreen light\033[0m\n"));
  EXPECT_THAT(output, testing::HasSubstr("\033[1;31mred light\033[0m\n"));
}

}  // namespace
}  // namespace ravel
