// Real runs against the enumerated set, with a fake operating system: what conforms and what does
// not.
#include "checker/conform.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "tests/checker/cli/console.h"

namespace ravel {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Draws a number below three, and observes it.
void draw(os::Os& os, const Parameters&) {
  os.observe("n", static_cast<std::int64_t>(os.choose(3)));
}

/// Observes 0, or waits for ever.
void draw_or_hang(os::Os& os, const Parameters&) {
  if (os.choose(2) == 1) os.acquire(os.create_semaphore(0, 1), os::kForever);
  os.observe("n", 0);
}

Scenario scenario(Body body) {
  return {.name = "drawing", .group = "tests", .summary = "draws", .body = body};
}

RunReport saw(std::int64_t n) {
  RunReport report;
  report.outcome["n"] = n;
  return report;
}

RunReport hung() {
  RunReport report;
  report.timed_out = true;
  return report;
}

/// Runs `body` for each of `reports`.
Comparison compare(Body body, std::vector<RunReport> reports, CheckOptions check = {}) {
  ConformOptions options;
  options.check = check;
  options.repeat = reports.size();
  std::size_t next = 0;
  return conform(
      scenario(body), {}, options,
      [&](const Scenario&, const Parameters&, const RunOptions&) { return reports.at(next++); });
}

TEST(Conform, AcceptsWhatIsEnumeratedAndTellsWhatWasNeverSeen) {
  const Comparison result = compare(draw, {saw(0), saw(2), saw(0)});
  EXPECT_TRUE(result.conforms());
  EXPECT_EQ(result.runs, 3u);
  EXPECT_EQ(result.seen.at(saw(0).outcome), 2u);
  EXPECT_THAT(result.never_seen, ElementsAre(saw(1).outcome));
}

TEST(Conform, RefusesAnOutcomeThatTheCheckDoesNotKnow) {
  const Comparison result = compare(draw, {saw(0), saw(3), saw(3)});
  EXPECT_FALSE(result.conforms());
  EXPECT_TRUE(result.decided());
  EXPECT_THAT(result.outside, ElementsAre("n=3"));
}

// What was not enumerated may be in the rest.
TEST(Conform, DecidesNothingAgainstAnEnumerationThatIsNotComplete) {
  CheckOptions one;
  one.executions_max = 1;
  const Comparison result = compare(draw, {saw(2)}, one);
  EXPECT_FALSE(result.conforms());
  EXPECT_FALSE(result.decided());
}

TEST(Conform, AcceptsARunThatHangsOnlyWhereTheCheckFindsADeadlock) {
  const Comparison known = compare(draw_or_hang, {saw(0), hung(), saw(0)});
  EXPECT_TRUE(known.conforms());
  EXPECT_TRUE(known.timed_out);
  EXPECT_EQ(known.runs, 2u);
  EXPECT_THAT(compare(draw, {hung()}).outside, ElementsAre("a run did not end in time"));
}

// A main process that failed has observed a part at most; that it failed is what is compared.
TEST(Conform, ComparesTheKindsOfFindings) {
  RunReport failed = saw(7);
  Finding finding;
  finding.kind = FindingKind::Exception;
  finding.message = "MainProcess was ended by std::bad_alloc";
  finding.processes = {"MainProcess"};
  failed.findings = {finding};
  const Comparison result = compare(draw, {failed});
  EXPECT_THAT(result.outside, ElementsAre("exception: MainProcess was ended by std::bad_alloc"));
  EXPECT_THAT(result.seen, IsEmpty());
}

Console console_that_sees(std::int64_t n) {
  Console console;
  console.scenarios = {scenario(draw)};
  console.runner = [n](const Scenario&, const Parameters&, const RunOptions& options) {
    EXPECT_FALSE(options.output_wanted);
    return saw(n);
  };
  return console;
}

TEST(ConformCommand, PrintsALineForWhatConforms) {
  const Said said = console_that_sees(1).say({"conform", "drawing", "--repeat", "4"});
  EXPECT_EQ(said.status, 0);
  EXPECT_EQ(said.out,
            "drawing: conforms in 4 runs, 1 of 3 outcomes seen\n"
            "  never seen: n=0\n  never seen: n=2\n");
}

TEST(ConformCommand, ExitsWithOneForADifference) {
  const Said said = console_that_sees(3).say({"conform", "--all", "--repeat", "2"});
  EXPECT_EQ(said.status, 1);
  EXPECT_THAT(said.out, HasSubstr("drawing: DIFFERS in 2 runs, 0 of 3 outcomes seen\n"
                                  "  outside: n=3\n"));
}

TEST(ConformCommand, JsonHasBothSets) {
  const json report = json::parse(
      console_that_sees(1).say({"conform", "drawing", "--repeat", "4", "--json", "-"}).out);
  EXPECT_EQ(report["scenario"], "drawing");
  EXPECT_EQ(report["verdict"], "ok");
  EXPECT_EQ(report["complete"], true);
  EXPECT_EQ(report["runs"], 4);
  EXPECT_EQ(report["outcomes"], json::parse(R"([{"observations": {"n": 1}, "runs": 4}])"));
  EXPECT_EQ(report["never_seen"], json::parse(R"([{"n": 0}, {"n": 2}])"));
  EXPECT_EQ(report["outside"], json::array());
}

TEST(ConformCommand, NeedsARealSystem) {
  const Said said = Console().say({"conform", "calm"});
  EXPECT_EQ(said.status, 2);
  EXPECT_EQ(said.err, "ravel: this program runs no real processes; 'ravel check' works\n");
}

}  // namespace
}  // namespace ravel
