// Every mistake on the command line is one line on stderr, exit status 2, and nothing on stdout.
#include "checker/cli/command_line.h"

#include <gmock/gmock.h>

#include "tests/checker/cli/console.h"

namespace ravel {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct Mistake {
  std::vector<std::string> arguments;
  std::string line;
};

class CommandLineMistake : public testing::TestWithParam<Mistake> {};

TEST_P(CommandLineMistake, IsOneLineAndExitStatusTwo) {
  const Said said = Console().say(GetParam().arguments);
  EXPECT_EQ(said.err, "ravel: " + GetParam().line + "\n");
  EXPECT_EQ(said.out, "");
  EXPECT_EQ(said.status, 2);
}

INSTANTIATE_TEST_SUITE_P(
    Commands, CommandLineMistake,
    testing::Values(
        Mistake{{}, "no command; commands: list, run, check, replay, conform; try 'ravel --help'"},
        Mistake{{"chekc"}, "unknown command 'chekc'; commands: list, run, check, replay, conform"},
        Mistake{{"--quiet"},
                "unknown option '--quiet'; commands: list, run, check, replay, conform"},
        Mistake{{"property", "calm", "--runs", "3"},
                "command 'property' is not available yet; available: list, run, check, replay, "
                "conform"},
        Mistake{{"conform"}, "no scenario given; 'ravel list' shows them, --all checks every one"},
        Mistake{{"list", "nosuch"},
                "no scenario or group matches 'nosuch'; 'ravel list' shows all"},
        Mistake{{"list", "a", "b"}, "unexpected 'b'; see 'ravel list --help'"}));

INSTANTIATE_TEST_SUITE_P(
    Check, CommandLineMistake,
    testing::Values(
        Mistake{{"check"}, "no scenario given; 'ravel list' shows them, --all checks every one"},
        Mistake{{"check", "n=3"},
                "no scenario given; 'ravel list' shows them, --all checks every one"},
        Mistake{{"check", "calm", "--all"}, "'calm' and --all: give one of them"},
        Mistake{{"check", "calm", "--fast"}, "unknown option '--fast'; see 'ravel check --help'"},
        Mistake{{"check", "calm", "--steps", "70000"},
                "--strategy optimal keeps at most 65000 steps of an execution (--steps)"},
        Mistake{{"check", "calm", "--timeouts", "soon"},
                "unknown --timeouts 'soon'; available: unavailable, anytime, never"},
        Mistake{{"check", "calm", "--strategy", "best"},
                "unknown strategy 'best'; available: optimal, dfs, preemptions, delays, random, "
                "pct, pos, surw"},
        Mistake{{"check", "calm", "--kills", "many"},
                "--kills takes a whole number from 0 to 1000, not 'many'"},
        Mistake{{"check", "calm", "--bound", "2"},
                "--bound goes with --strategy preemptions or delays, not with optimal"},
        Mistake{{"check", "calm", "--depth", "2", "--strategy", "random"},
                "--depth goes with --strategy pct, not with random"},
        Mistake{{"check", "calm", "--strategy", "pct", "--depth", "0"},
                "--depth takes a whole number from 1 to 100, not '0'"},
        Mistake{{"check", "calm", "--strategy", "delays", "--bound", "-1"},
                "--bound takes a whole number from 0 to 1000000, not '-1'"},
        Mistake{{"check", "calm", "--executions", "0"},
                "--executions takes a whole number from 1 to 18446744073709551615, not '0'"},
        Mistake{{"check", "calm", "--executions", "1e3"},
                "--executions takes a whole number from 1 to 18446744073709551615, not '1e3'"},
        Mistake{{"check", "calm", "--seed", "-1"},
                "--seed takes a whole number from 0 to 18446744073709551615, not '-1'"},
        Mistake{{"check", "calm", "--steps", "100000001"},
                "--steps takes a whole number from 1 to 100000000, not '100000001'"},
        Mistake{{"check", "calm", "--time", "0"},
                "--time takes seconds, more than 0 and at most 1e9, not '0'"},
        Mistake{{"check", "calm", "--time", "nan"},
                "--time takes seconds, more than 0 and at most 1e9, not 'nan'"},
        Mistake{{"check", "calm", "broken", "--trace", "t.json"},
                "--trace takes one scenario, its file holds one trace"},
        Mistake{{"check", "calm", "--jobs", "0"},
                "--jobs takes a whole number from 1 to 1000, not '0'"},
        Mistake{{"check", "calm", "--trace", "-", "--json", "-"},
                "--json - and --trace -: only one of them fits stdout"},
        Mistake{{"check", "calm", "--json", "/nonexistent/x.json"},
                "--json cannot write '/nonexistent/x.json': No such file or directory"}));

INSTANTIATE_TEST_SUITE_P(
    NotAvailableYet, CommandLineMistake,
    testing::Values(
        Mistake{{"check", "calm", "--report", "x.html"}, "--report is not available yet"},
        Mistake{{"replay", "ravel1:x", "--report", "x.html"}, "--report is not available yet"},
        Mistake{{"run", "calm", "--os", "win32"},
                "--os win32 is not available yet; available: posix, sim"},
        Mistake{{"run", "calm", "--trace", "-", "--json", "-"},
                "--json - and --trace -: only one of them fits stdout"}));

INSTANTIATE_TEST_SUITE_P(
    RunAndReplay, CommandLineMistake,
    testing::Values(
        Mistake{{"run"}, "no scenario given; 'ravel list' shows them"},
        Mistake{{"run", "calm", "broken"}, "one scenario at a time, not also 'broken'"},
        Mistake{{"run", "calm"},
                "this program runs no real processes; '--os sim' and 'ravel check' work"},
        Mistake{{"run", "calm", "--os", "vms"},
                "unknown operating system 'vms'; available: posix, sim"},
        Mistake{{"run", "calm", "--start-method", "clone"},
                "unknown start method 'clone'; available: spawn, fork"},
        Mistake{{"run", "calm", "--repeat", "0"},
                "--repeat takes a whole number from 1 to 1000000000, not '0'"},
        Mistake{{"run", "calm", "--timeout", "soon"},
                "--timeout takes seconds, more than 0 and at most 1e9, not 'soon'"},
        Mistake{{"replay"}, "no token given; 'ravel check' prints one for each finding"},
        Mistake{{"replay", "@/nonexistent"},
                "cannot read a token from '/nonexistent': No such file or directory"},
        Mistake{{"replay", "ravel1:x", "--until", "x"},
                "--until takes a whole number from 0 to 4294967295, not 'x'"}));

TEST(CommandLine, ATokenThatIsNoneIsAMistakeOfOneLine) {
  const Said said = Console().say({"replay", "nonsense"});
  EXPECT_EQ(said.status, 2);
  EXPECT_THAT(said.err, StartsWith("ravel: "));
  EXPECT_EQ(std::count(said.err.begin(), said.err.end(), '\n'), 1);
}

TEST(CommandLine, AnOptionWithoutItsValueIsAMistake) {
  const Said said = Console().say({"check", "calm", "--seed"});
  EXPECT_EQ(said.status, 2);
  EXPECT_THAT(said.err, HasSubstr("--seed"));
  EXPECT_THAT(said.err, HasSubstr("see 'ravel check --help'"));
}

TEST(CommandLine, UnknownScenariosAndParametersNameWhatWouldBeRight) {
  const Said scenario = Console().say({"check", "clam"});
  EXPECT_EQ(scenario.status, 2);
  EXPECT_THAT(scenario.err, HasSubstr("'calm'"));
  const Said parameter = Console().say({"check", "calm", "m=3"});
  EXPECT_EQ(parameter.status, 2);
  EXPECT_THAT(parameter.err, HasSubstr("'n'"));
}

TEST(CommandLine, ShowsHelpAndVersion) {
  EXPECT_EQ(Console().say({"--version"}).out, "ravel 0.1.0\n");
  EXPECT_THAT(Console().say({"--help"}).out, HasSubstr("ravel check ticket-nolock-oversell"));
  for (const char* command : {"list", "run", "check", "replay"}) {
    const Said said = Console().say({command, "--help"});
    EXPECT_EQ(said.status, 0) << command;
    EXPECT_THAT(said.out, HasSubstr("Examples:")) << command;
    EXPECT_EQ(said.err, "") << command;
  }
}

}  // namespace
}  // namespace ravel
