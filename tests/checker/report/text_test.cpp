// Text reports of hand-made results, compared as a whole.
#include "checker/report/text.h"

#include <gmock/gmock.h>

#include <sstream>

#include "checker/report/printable.h"
#include "checker/report/trace_text.h"

namespace ravel {
namespace {

using testing::HasSubstr;

CheckResult covered(std::uint64_t executions) {
  CheckResult result;
  result.scenario = "small";
  result.executions = executions;
  return result;
}

Finding oversold() {
  Finding finding;
  finding.kind = FindingKind::Invariant;
  finding.message = "2 tickets sold,\nthere was 1";
  return finding;
}

TEST(VerdictLine, SaysWhatACompleteCheckCovered) {
  CheckResult result = covered(5040);
  result.complete = true;
  EXPECT_EQ(verdict_line(result), "complete: 5040 executions, no finding");
  result.findings = {oversold(), oversold()};
  EXPECT_EQ(verdict_line(result), "complete: 5040 executions, 2 findings");
}

TEST(VerdictLine, SaysWhyACheckEndedEarlyAndHowFarItCame) {
  CheckResult result = covered(10000);
  result.verdict = Verdict::Limit;
  result.limit = "executions";
  EXPECT_EQ(verdict_line(result), "no finding in 10000 executions (limit reached)");
  result.explored_estimate = 0.0312;
  EXPECT_EQ(verdict_line(result),
            "no finding in 10000 executions (limit reached, about 3.1 % explored)");
  result.explored_estimate = 0.0001;
  EXPECT_EQ(verdict_line(result),
            "no finding in 10000 executions (limit reached, less than 0.1 % explored)");
  result.interrupted = true;
  result.explored_estimate.reset();
  EXPECT_EQ(verdict_line(result), "no finding in 10000 executions (interrupted)");
}

TEST(VerdictLine, CountsToTheFirstFinding) {
  CheckResult result = covered(1);
  result.verdict = Verdict::Finding;
  result.findings = {oversold()};
  EXPECT_EQ(verdict_line(result), "1 finding in 1 execution (stopped at the first)");
}

TEST(FindingText, ShowsPlacesAndWhoWaitsForWhom) {
  Finding finding;
  finding.kind = FindingKind::Deadlock;
  finding.message = "nobody can go on";
  finding.processes = {"Process-1", "Process-2"};
  finding.locations = {"a.cpp:1", "b.cpp:2"};
  finding.waits = {{"Process-1", "lock b", "Process-2"}, {"Process-2", "lock c", ""}};
  finding.schedule_length = 9;
  finding.context_switches = 1;
  EXPECT_EQ(finding_text(finding, {}),
            "deadlock: nobody can go on\n"
            "  in: Process-1, Process-2\n"
            "  at: a.cpp:1, b.cpp:2\n"
            "  Process-1 waits for lock b, held by Process-2\n"
            "  Process-2 waits for lock c\n"
            "  schedule: 9 steps, 1 context switch\n");
  const Extent before{41, 17};
  EXPECT_THAT(finding_text(finding, {}, &before),
              testing::EndsWith("  schedule: from 41 steps and 17 switches to 9 and 1\n"));
}

TEST(CheckText, IsTitleVerdictLimitFindingReplayAndOutcomes) {
  CheckResult result = covered(4);
  result.verdict = Verdict::Finding;
  result.limit = "time";
  result.options.time_max = std::chrono::duration<double>(1.5);
  result.findings = {oversold()};
  result.outcomes[{{"left", std::int64_t{-1}}}] = 4;
  const std::vector<std::string> words = {"ravel1:small:it's"};
  EXPECT_EQ(check_text(result, words, {.program = "./my tools/ravel", .outcomes = true}),
            "small\n"
            "1 finding in 4 executions (limit reached)\n"
            "  limit: 1.5 seconds (--time)\n"
            "\n"
            "invariant: 2 tickets sold,\\nthere was 1\n"
            "  replay: './my tools/ravel' replay 'ravel1:small:it'\\''s'\n"
            "\n"
            "1 outcome\n"
            "  executions  outcome\n"
            "           4  left=-1\n");
}

TEST(CheckText, ColoursOnlyOnRequest) {
  EXPECT_THAT(check_text(covered(1), {}, {.colour = true}), HasSubstr("\x1b["));
  EXPECT_EQ(check_text(covered(1), {}, {}).find('\x1b'), std::string::npos);
}

// Process p acquires object 0.
sim::Step acquire(sim::ProcessId process) {
  sim::Step step;
  step.process = process;
  step.kind = sim::OperationKind::Acquire;
  return step;
}

sim::Trace family(std::size_t children, std::vector<sim::Step> steps) {
  sim::Trace trace;
  trace.processes = {{"MainProcess", "", 0}};
  for (std::size_t child = 1; child <= children; ++child)
    trace.processes.push_back({"Process-" + std::to_string(child), std::to_string(child), 0});
  trace.objects = {{sim::ObjectKind::Semaphore, "lock"}};
  trace.steps = std::move(steps);
  return trace;
}

// Three processes act: (100 - 8 - 32) / 2 is more than the widest column, 30 characters.
TEST(TraceText, HasOneColumnPerProcess) {
  const sim::Trace trace = family(2, {acquire(0), acquire(2), acquire(1)});
  const std::string text = step_text(trace, trace.steps[0]);
  EXPECT_EQ(trace_text(trace, {.marked = 1}),
            "   step MainProcess                   Process-1                     Process-2\n"
            "      0 " +
                text + "\n" + ">     1 " + std::string(60, ' ') + text + "\n" + "      2 " +
                std::string(30, ' ') + text + "\n");
}

TEST(TraceText, ShowsTheLastStepsAndThoseWhoPerformThem) {
  const sim::Trace trace = family(3, {acquire(0), acquire(1), acquire(3)});
  const std::string text = step_text(trace, trace.steps[0]);
  EXPECT_EQ(trace_text(trace, {.steps_max = 1}),
            "   (2 steps before these)\n   step Process-3\n      2 " + text + "\n");
}

// Eleven columns of (100 - 8 - 32) / 10 = 6 characters.
TEST(TraceText, ShortensHeadingsInNarrowColumns) {
  std::vector<sim::Step> steps;
  for (sim::ProcessId process = 0; process <= 10; ++process) steps.push_back(acquire(process));
  EXPECT_THAT(trace_text(family(10, steps), {}),
              testing::StartsWith(
                  "   step Main  P1    P2    P3    P4    P5    P6    P7    P8    P9    P10\n"));
}

TEST(TraceText, NamesThePlaceWhereThereIsRoom) {
  sim::Trace trace = family(0, {acquire(0)});
  trace.steps[0].where = {"tickets/shop.cpp", 12};
  EXPECT_EQ(trace_text(trace, {}), "   step MainProcess\n      0 acquire lock  shop.cpp:12\n");
  // The row has 8 + 12 characters, the place two blanks and 36.
  trace.steps[0].where.file = "a_very_long_name_of_some_file.cpp";
  EXPECT_EQ(trace_text(trace, {.width = 57}), "   step MainProcess\n      0 acquire lock\n");
}

TEST(TraceText, NoLineIsWiderThanAskedForHoweverManyProcessesThereAre) {
  std::vector<sim::Step> steps;
  for (sim::ProcessId process = 0; process <= 100; ++process) steps.push_back(acquire(process));
  sim::Trace trace = family(100, steps);
  trace.objects[0].name = std::string(300, 'x');
  std::istringstream lines(trace_text(trace, {.steps_max = 200}));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100U) << line;
}

TEST(Printable, KeepsATextOnOneLine) {
  EXPECT_EQ(printable("a\nb\tc\x1b[31m\x7f"), "a\\nb c\\x1b[31m\\x7f");
}

// The euro sign has three bytes; cutting inside it drops it.
TEST(Shortened, NeverCutsACharacter) {
  EXPECT_EQ(shortened("abcdef", 6), "abcdef");
  EXPECT_EQ(shortened("abcdefg", 6), "abc...");
  EXPECT_EQ(shortened("ab\xE2\x82\xAC"
                      "defg",
                      7),
            "ab...");
}

TEST(ShellWord, QuotesWhatAShellWouldTakeApart) {
  EXPECT_EQ(shell_word("./build/ravel"), "./build/ravel");
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word(""), "''");
  EXPECT_EQ(shell_word("a'b"), "'a'\\''b'");
  EXPECT_EQ(shell_word("a", true), "'a'");
}

}  // namespace
}  // namespace ravel
