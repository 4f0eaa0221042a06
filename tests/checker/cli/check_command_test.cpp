// `ravel check` from its words to its exit status, with scenarios that need no second process.
#include <gmock/gmock.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "tests/checker/cli/console.h"

namespace ravel {
namespace {

using nlohmann::json;
using testing::HasSubstr;

std::string contents(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// One process that waits for nobody: one interleaving.
TEST(CheckCommand, SaysWhatWasCovered) {
  const Said said = Console().say({"check", "calm", "n=7"});
  EXPECT_EQ(said.status, 0);
  EXPECT_EQ(said.out, "calm n=7 loud=false\ncomplete: 1 execution, no finding\n");
  EXPECT_EQ(said.err, "");
}

TEST(CheckCommand, PrintsTheOutcomeSetOnRequest) {
  EXPECT_THAT(Console().say({"check", "calm", "--outcomes"}).out,
              HasSubstr("\n1 outcome\n  executions  outcome\n           1  n=2\n"));
}

TEST(CheckCommand, AFindingIsExitStatusOneAndComesWithItsReplay) {
  const Said said = Console().say({"check", "broken"});
  EXPECT_EQ(said.status, 1);
  EXPECT_THAT(said.out, HasSubstr("assertion: "));
  EXPECT_THAT(said.out, HasSubstr("  replay: ravel replay 'ravel1:broken:"));
}

TEST(CheckCommand, AnExpectedFindingIsExitStatusZeroUnderExpected) {
  const Said said = Console().say({"check", "--all", "--expected"});
  EXPECT_EQ(said.status, 0);
  EXPECT_THAT(said.out, HasSubstr("expected: holds (as expected)\n"));
  EXPECT_THAT(said.out, HasSubstr("expected: assertion (as expected)\n"));
}

// Random never completes: two executions are its limit.
TEST(CheckCommand, ALimitIsExitStatusFourWhenCompletenessIsRequired) {
  const std::vector<std::string> arguments = {"check",        "calm", "--strategy",        "random",
                                              "--executions", "2",    "--require-complete"};
  const Said said = Console().say(arguments);
  EXPECT_EQ(said.status, 4);
  EXPECT_THAT(said.out, HasSubstr("no finding in 2 executions (limit reached"));
}

// One process that waits for nobody leaves nothing to choose, so that any bound covers everything.
TEST(CheckCommand, KnowsEveryStrategyByName) {
  for (const char* strategy : {"dfs", "preemptions", "delays", "random", "pct", "pos", "surw"}) {
    const Said said = Console().say(
        {"check", "calm", "--strategy", strategy, "--executions", "3", "--json", "-"});
    EXPECT_EQ(said.status, 0) << said.err;
    const json result = json::parse(said.out);
    EXPECT_EQ(result["strategy"], strategy);
    const bool exhaustive = result["strategy"] == "dfs" || result["strategy"] == "preemptions" ||
                            result["strategy"] == "delays";
    EXPECT_EQ(result["complete"], exhaustive) << strategy;
    EXPECT_EQ(result["limit"], exhaustive ? json(nullptr) : json("executions")) << strategy;
  }
}

TEST(CheckCommand, DefaultsOfLaterFeaturesAreAccepted) {
  EXPECT_EQ(Console()
                .say({"check", "calm", "--jobs", "1", "--kills", "0", "--clock", "any",
                      "--timeouts", "unavailable"})
                .status,
            0);
}

TEST(CheckCommand, JsonOnStdoutIsNothingButJson) {
  const json one = json::parse(Console().say({"check", "calm", "--json", "-"}).out);
  EXPECT_EQ(one["scenario"], "calm");
  EXPECT_EQ(one["parameters"], json::parse(R"({"n": 2, "loud": false})"));
  EXPECT_EQ(one["verdict"], "ok");
  EXPECT_EQ(one["complete"], true);
  EXPECT_EQ(one["peak_rss_bytes"], 4096);
  const json both = json::parse(Console().say({"check", "--all", "--json", "-"}).out);
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[1]["findings"][0]["kind"], "assertion");
  EXPECT_TRUE(both[1].contains("trace"));
}

TEST(CheckCommand, WritesTheTraceOfAFindingToAFile) {
  const std::string path = testing::TempDir() + "ravel-check-command-trace.json";
  EXPECT_EQ(Console().say({"check", "broken", "--trace", path}).status, 1);
  const json trace = json::parse(contents(path));
  EXPECT_EQ(trace["processes"][0]["name"], "MainProcess");
  EXPECT_TRUE(trace.contains("steps"));
  EXPECT_TRUE(trace.contains("edges"));
  std::remove(path.c_str());
}

TEST(CheckCommand, AReplayShowsTheSameFindingAgain) {
  const json found = json::parse(Console().say({"check", "broken", "--json", "-"}).out);
  const std::string token = found["findings"][0]["token"];
  const Said said = Console().say({"replay", token, "--json", "-"});
  EXPECT_EQ(said.status, 1);
  const json replayed = json::parse(said.out);
  EXPECT_EQ(replayed["strategy"], "replay");
  EXPECT_EQ(replayed["findings"][0]["kind"], "assertion");
  EXPECT_EQ(replayed["trace"], found["trace"]);
}

TEST(CheckCommand, WorksOnSeveralScenariosInTheOrderGiven) {
  const std::string out = Console().say({"check", "broken", "calm"}).out;
  EXPECT_LT(out.find("broken\n"), out.find("\ncalm n=2"));
}

}  // namespace
}  // namespace ravel
