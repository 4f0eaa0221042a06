// The JSON reports keep to the contract: every key, in its order, with its type.
#include "checker/report/json.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace ravel {
namespace {

using Json = nlohmann::ordered_json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> keys(const Json& object) {
  std::vector<std::string> names;
  for (const auto& [key, value] : object.items()) names.push_back(key);
  return names;
}

// Main spawns a child, which acquires a lock.
sim::Trace small_trace() {
  sim::Trace trace;
  trace.processes = {{"MainProcess", "", 0}, {"Process-1", "1", 0}};
  trace.objects = {{sim::ObjectKind::Semaphore, "lock"}};
  sim::Step spawn;
  spawn.kind = sim::OperationKind::Spawn;
  spawn.object = 1;
  spawn.where = {"scenarios/small.cpp", 12};
  spawn.enabled.add(0);
  sim::Step acquire;
  acquire.process = 1;
  acquire.kind = sim::OperationKind::Acquire;
  acquire.where = {"/home/somebody/small.cpp", 7};
  acquire.enabled.add(0);
  acquire.enabled.add(1);
  trace.steps = {spawn, acquire};
  return trace;
}

Measured deadlock() {
  Measured measured{{}, 1'000'000};
  CheckResult& result = measured.result;
  result.scenario = "small";
  result.verdict = Verdict::Finding;
  result.executions = 3;
  result.outcomes[{{"left", std::int64_t{0}}, {"who", std::string("p")}}] = 2;
  Finding finding;
  finding.kind = FindingKind::Deadlock;
  finding.message = "everybody waits";
  finding.token = "ravel1:small:AAAA";
  finding.step = 1;
  finding.processes = {"Process-1"};
  finding.locations = {"scenarios/small.cpp:7"};
  finding.waits = {{"Process-1", "lock", "MainProcess"}};
  finding.schedule_length = 2;
  finding.context_switches = 1;
  result.findings = {finding};
  result.trace = small_trace();
  return measured;
}

Json parsed(const Measured& measured) {
  return Json::parse(check_json(std::span(&measured, 1), false));
}

TEST(JsonReport, HasTheKeysOfTheContractInItsOrder) {
  EXPECT_THAT(keys(parsed(deadlock())),
              ElementsAre("schema", "tool", "version", "scenario", "parameters", "strategy",
                          "bound", "depth", "seed", "jobs", "clock", "kills", "faults", "verdict",
                          "complete", "limit", "guarantee", "executions", "blocked_executions",
                          "steps", "max_depth", "seconds", "explored_estimate", "peak_rss_bytes",
                          "outcomes", "findings", "trace"));
}

TEST(JsonReport, StatesOptionsAndVerdict) {
  const Json json = parsed(deadlock());
  EXPECT_EQ(json["schema"], 1);
  EXPECT_EQ(json["tool"], "ravel");
  EXPECT_EQ(json["version"], "0.1.0");
  EXPECT_EQ(json["strategy"], "optimal");
  EXPECT_EQ(json["bound"], nullptr);
  EXPECT_EQ(json["jobs"], 1);
  EXPECT_EQ(json["clock"], "any");
  EXPECT_EQ(json["kills"], 0);
  EXPECT_EQ(json["verdict"], "finding");
  EXPECT_EQ(json["explored_estimate"], nullptr);
  EXPECT_EQ(json["peak_rss_bytes"], 1'000'000);
}

TEST(JsonReport, StatesWhatBoundedTheExplorationAndWhatThatPromises) {
  Measured measured = deadlock();
  measured.result.options.strategy = "delays";
  measured.result.options.bound = 2;
  measured.result.limit = "bound";
  measured.result.guarantee = "every execution with at most 2 delays was explored";
  const Json json = parsed(measured);
  EXPECT_EQ(json["strategy"], "delays");
  EXPECT_EQ(json["bound"], 2);
  EXPECT_EQ(json["depth"], nullptr);
  EXPECT_EQ(json["limit"], "bound");
  EXPECT_EQ(json["guarantee"], "every execution with at most 2 delays was explored");
  EXPECT_EQ(parsed(deadlock())["limit"], nullptr);
  EXPECT_EQ(parsed(deadlock())["guarantee"], nullptr);
}

TEST(JsonReport, WritesOutcomesWithTheirCounts) {
  EXPECT_EQ(parsed(deadlock())["outcomes"],
            Json::parse(R"([{"observations": {"left": 0, "who": "p"}, "executions": 2}])"));
}

TEST(JsonReport, WritesAFindingCompletely) {
  EXPECT_EQ(parsed(deadlock())["findings"], Json::parse(R"([{
    "kind": "deadlock", "message": "everybody waits", "token": "ravel1:small:AAAA", "step": 1,
    "processes": ["Process-1"], "locations": ["scenarios/small.cpp:7"],
    "waits": [["Process-1", "lock", "MainProcess"]],
    "schedule_length": 2, "context_switches": 1, "minimized_from": null}])"));
}

// The child's clock: one step of main (the spawn) and its own first.
TEST(JsonReport, WritesTheTraceWithClocksAndEdges) {
  const Json trace = parsed(deadlock())["trace"];
  EXPECT_EQ(trace["processes"], Json::parse(R"([
    {"id": 0, "name": "MainProcess", "parent": null},
    {"id": 1, "name": "Process-1", "parent": 0}])"));
  EXPECT_EQ(trace["edges"], Json::parse(R"([[0, 1, "spawn"]])"));
  const Json& step = trace["steps"][1];
  EXPECT_THAT(keys(step), ElementsAre("i", "process", "thread", "operation", "object", "result",
                                      "location", "enabled", "clock"));
  EXPECT_EQ(step["process"], 1);
  EXPECT_EQ(step["thread"], 0);
  EXPECT_EQ(step["operation"], "acquire");
  EXPECT_EQ(step["object"], "lock");
  EXPECT_EQ(step["enabled"], Json::parse("[0, 1]"));
  EXPECT_EQ(step["clock"], Json::parse("[1, 1]"));
  EXPECT_EQ(trace["steps"][0]["object"], "Process-1");
}

TEST(JsonReport, TellsNoAbsolutePath) {
  const std::string text = trace_json(small_trace());
  EXPECT_THAT(text, HasSubstr("\"location\": \"small.cpp:7\""));
  EXPECT_THAT(text, Not(HasSubstr("somebody")));
}

TEST(JsonReport, IsAnArrayForSeveralScenarios) {
  const std::vector<Measured> results = {deadlock(), deadlock()};
  EXPECT_EQ(Json::parse(check_json(results, true)).size(), 2U);
  EXPECT_TRUE(Json::parse(check_json(std::span(results).first(1), true)).is_array());
}

TEST(JsonReport, BytesThatAreNotUtf8DoNotBreakIt) {
  Measured measured = deadlock();
  measured.result.findings[0].message = "\xff";
  EXPECT_EQ(parsed(measured)["findings"][0]["message"], "\xEF\xBF\xBD");
}

TEST(JsonReport, AReplaySaysWhereItDiverged) {
  ReplayResult result;
  result.trace = small_trace();
  result.divergence = "step 1: expected acquire, came release";
  const Json json = Json::parse(replay_json("small", result));
  EXPECT_EQ(json["strategy"], "replay");
  EXPECT_EQ(json["executions"], 1);
  EXPECT_EQ(json["steps"], 2);
  EXPECT_EQ(json["divergence"], "step 1: expected acquire, came release");
  EXPECT_EQ(json["seconds"], nullptr);
}

}  // namespace
}  // namespace ravel
