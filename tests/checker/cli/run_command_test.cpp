// `ravel run` on a fake operating system: what it prints and with which status it ends.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/checker/cli/console.h"

namespace ravel {
namespace {

using nlohmann::json;

Console console_with(const RunReport& report) {
  Console console;
  console.runner = [report](const Scenario&, const Parameters&, const RunOptions&) {
    return report;
  };
  return console;
}

TEST(RunCommand, PrintsTheOutcome) {
  RunReport report;
  report.outcome["n"] = std::int64_t{10};
  const Said said = console_with(report).say({"run", "calm"});
  EXPECT_EQ(said.status, 0);
  EXPECT_EQ(said.out, "outcome: n=10\n");
}

TEST(RunCommand, HandsItsOptionsToTheRunner) {
  Console console;
  console.runner = [](const Scenario& scenario, const Parameters& with, const RunOptions& options) {
    EXPECT_EQ(scenario.name, "calm");
    EXPECT_EQ(with["n"], 3);
    EXPECT_EQ(options.start_method, "fork");
    EXPECT_EQ(options.timeout, std::chrono::milliseconds(1500));
    EXPECT_EQ(options.seed, 9U);
    EXPECT_FALSE(options.output_wanted);
    return RunReport{};
  };
  EXPECT_EQ(console
                .say({"run", "calm", "n=3", "--start-method", "fork", "--timeout", "1.5", "--seed",
                      "9", "--os", "posix", "--json", "-"})
                .status,
            0);
}

// The runner alternates between two outcomes: three of one, two of the other.
TEST(RunCommand, CollectsTheOutcomesOfRepeatedRuns) {
  Console console;
  console.runner = [n = std::int64_t{0}](const Scenario&, const Parameters&,
                                         const RunOptions&) mutable {
    RunReport report;
    report.outcome["n"] = n++ % 2;
    return report;
  };
  EXPECT_EQ(console.say({"run", "calm", "--repeat", "5"}).out,
            "2 outcomes\n        runs  outcome\n           3  n=0\n           2  n=1\n");
}

void doubles_itself(os::Os& os, const Parameters&) {
  os.print("hello\n");
  os.observe("n", os.choose(1000) * 2);
}

// The same seed walks the same way, another one does not; what is printed reaches the terminal.
TEST(RunCommand, RunsOnceInTheSimulatorToo) {
  Scenario scenario;
  scenario.name = "walk";
  scenario.group = "tests";
  scenario.body = doubles_itself;
  Console console;
  console.scenarios = {scenario};
  const std::string first = console.say({"run", "walk", "--os", "sim", "--seed", "5"}).out;
  EXPECT_THAT(first, testing::StartsWith("hello\noutcome: n="));
  EXPECT_EQ(console.say({"run", "walk", "--os", "sim", "--seed", "5"}).out, first);
  EXPECT_NE(console.say({"run", "walk", "--os", "sim", "--seed", "6"}).out, first);
}

TEST(RunCommand, AProcessThatEndedBadlyIsAFinding) {
  RunReport report;
  Finding finding;
  finding.kind = FindingKind::ExitStatus;
  finding.message = "Process-2 was ended by SIGSEGV (exit code -11)";
  finding.processes = {"Process-2"};
  report.findings = {finding};
  const Said said = console_with(report).say({"run", "calm"});
  EXPECT_EQ(said.status, 1);
  EXPECT_EQ(said.out,
            "outcome: nothing observed\n"
            "exit-status: Process-2 was ended by SIGSEGV (exit code -11)\n"
            "  in: Process-2\n");
}

TEST(RunCommand, ATimeoutTellsWhatEverybodyWaitedFor) {
  RunReport report;
  report.timed_out = true;
  report.still_running = {"MainProcess: waits for Process-1", "Process-1: waits for lock"};
  const Said said = console_with(report).say({"run", "calm", "--timeout", "0.5"});
  EXPECT_EQ(said.status, 124);
  EXPECT_EQ(said.out,
            "timed out after 0.5 s\n  MainProcess: waits for Process-1\n"
            "  Process-1: waits for lock\n");
}

/// One process that waits for a lock that another one has.
RecordedRun waiting_for_a_lock() {
  RecordedRun run;
  run.trace.processes = {{"MainProcess", "", 0}, {"Process-1", "1", 0}};
  run.trace.objects = {{sim::ObjectKind::Semaphore, "door"}};
  sim::Step acquire;
  acquire.kind = sim::OperationKind::Acquire;
  acquire.where = {"shop.cpp", 12};
  acquire.value = 1;
  run.trace.steps = {acquire};
  run.seconds = {0.25};
  sim::Step blocked = acquire;
  blocked.process = 1;
  run.pending = {{blocked, "MainProcess"}};
  run.left_out = 3;
  return run;
}

TEST(RunCommand, ARecordedTimeoutAlsoTellsWhereAndWhoHasIt) {
  RunReport report;
  report.timed_out = true;
  report.recorded = waiting_for_a_lock();
  const Said said =
      console_with(report).say({"run", "calm", "--timeout", "0.5", "--trace", "/dev/null"});
  EXPECT_EQ(said.out,
            "timed out after 0.5 s\nthe calls that had not returned:\n"
            "  Process-1: acquire door at shop.cpp:12, held by MainProcess\n");
}

TEST(RunCommand, WritesTheRecordInTheWordsOfATrace) {
  Console console;
  console.runner = [](const Scenario&, const Parameters&, const RunOptions& options) {
    RunReport report;
    if (options.trace_wanted) report.recorded = waiting_for_a_lock();
    return report;
  };
  const json trace = json::parse(console.say({"run", "calm", "--trace", "-"}).out);
  EXPECT_EQ(trace["processes"][1]["name"], "Process-1");
  EXPECT_EQ(trace["steps"].size(), 1U);
  EXPECT_EQ(trace["steps"][0]["operation"], "acquire");
  EXPECT_EQ(trace["steps"][0]["object"], "door");
  EXPECT_EQ(trace["steps"][0]["location"], "shop.cpp:12");
  EXPECT_EQ(trace["steps"][0]["seconds"], 0.25);
  EXPECT_EQ(trace["pending"], json::parse(R"([{"process": 1, "thread": 0, "operation": "acquire",
      "object": "door", "location": "shop.cpp:12", "held_by": "MainProcess"}])"));
  EXPECT_EQ(trace["left_out"], 3);
}

TEST(RunCommand, CtrlCEndsARepetitionWithStatus130) {
  RunReport report;
  report.interrupted = true;
  const Said said = console_with(report).say({"run", "calm", "--repeat", "1000"});
  EXPECT_EQ(said.status, 130);
}

TEST(RunCommand, ARunThatCannotBeSetUpIsAnErrorOfOneLine) {
  Console console;
  console.runner = [](const Scenario&, const Parameters&, const RunOptions&) -> RunReport {
    throw std::runtime_error("mkdtemp: No space left on device");
  };
  const Said said = console.say({"run", "calm"});
  EXPECT_EQ(said.status, 3);
  EXPECT_EQ(said.err, "ravel: mkdtemp: No space left on device\n");
  EXPECT_EQ(said.out, "");
}

TEST(RunCommand, JsonSaysHowItRan) {
  RunReport report;
  report.outcome["n"] = std::int64_t{10};
  const json run = json::parse(console_with(report).say({"run", "calm", "--json", "-"}).out);
  EXPECT_EQ(run["verdict"], "ok");
  EXPECT_EQ(run["os"], "posix");
  EXPECT_EQ(run["start_method"], "spawn");
  EXPECT_EQ(run["seed"], nullptr);
  EXPECT_EQ(run["runs"], 1);
  EXPECT_EQ(run["outcomes"], json::parse(R"([{"observations": {"n": 10}, "executions": 1}])"));
}

}  // namespace
}  // namespace ravel
