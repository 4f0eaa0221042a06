// Reports as JSON, schema 1.
#include "checker/report/json.h"

#include <nlohmann/json.hpp>

#include "checker/happens_before.h"
#include "checker/report/printable.h"

namespace ravel {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json value_json(std::int64_t value, ParameterType type) {
  return type == ParameterType::Boolean ? Json(value != 0) : Json(value);
}

Json parameters_json(const Parameters& parameters) {
  Json object = Json::object();
  for (const Parameters::Value& parameter : parameters.values())
    object[parameter.name] = value_json(parameter.value, parameter.type);
  return object;
}

template <class Value>
Json or_null(const std::optional<Value>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json observations_json(const Outcome& outcome) {
  Json observations = Json::object();
  for (const auto& [name, observation] : outcome)
    std::visit([&, &key = name](const auto& value) { observations[key] = value; }, observation);
  return observations;
}

Json outcomes_json(const std::map<Outcome, std::uint64_t>& outcomes,
                   std::string_view counted = "executions") {
  Json list = Json::array();
  for (const auto& [outcome, count] : outcomes)
    list.push_back({{"observations", observations_json(outcome)}, {counted, count}});
  return list;
}

Json finding_json(const Finding& finding) {
  Json waits = Json::array();
  for (const WaitsFor& wait : finding.waits)
    waits.push_back(Json::array({wait.who, wait.what, wait.held_by}));
  return {{"kind", name(finding.kind)},
          {"message", finding.message},
          {"token", finding.token},
          {"step", finding.step},
          {"processes", finding.processes},
          {"locations", finding.locations},
          {"waits", waits},
          {"schedule_length", finding.schedule_length},
          {"context_switches", finding.context_switches},
          {"minimized_from", or_null(finding.minimized_from)}};
}

Json findings_json(const std::vector<Finding>& findings) {
  Json list = Json::array();
  for (const Finding& finding : findings) list.push_back(finding_json(finding));
  return list;
}

std::string process_name(const sim::Trace& trace, std::size_t process) {
  return process < trace.processes.size() ? trace.processes[process].name : "";
}

/// What the step is about: a process, an object, or nothing.
std::string object_name(const sim::Trace& trace, const sim::Step& step) {
  switch (step.kind) {
    case sim::OperationKind::Spawn:
    case sim::OperationKind::Wait:
    case sim::OperationKind::Kill:
      return process_name(trace, step.object);
    case sim::OperationKind::WaitAll:
    case sim::OperationKind::Exit:
    case sim::OperationKind::Choose:
    case sim::OperationKind::Sleep:
    case sim::OperationKind::Poll:
    case sim::OperationKind::Evaluate:
    case sim::OperationKind::Stop:
    case sim::OperationKind::Fate:
    case sim::OperationKind::Fault:
      return "";
    default:
      return step.object < trace.objects.size() ? trace.objects[step.object].name : "";
  }
}

Json step_json(const sim::Trace& trace, std::size_t i, const VectorClock& clock) {
  const sim::Step& step = trace.steps[i];
  Json enabled = Json::array();
  step.enabled.for_each([&enabled](std::size_t process) { enabled.push_back(process); });
  return {
      {"i", i},
      {"process", step.process},
      {"thread", step.process < trace.processes.size() ? trace.processes[step.process].thread : 0},
      {"operation", sim::name(step.kind)},
      {"object", object_name(trace, step)},
      {"result", sim::describe_result(step)},
      {"location", location(step.where)},
      {"enabled", enabled},
      {"clock", clock}};
}

Json trace_object(const sim::Trace& trace) {
  const HappensBefore order = happens_before(trace);
  Json processes = Json::array();
  for (std::size_t id = 0; id < trace.processes.size(); ++id)
    processes.push_back({{"id", id},
                         {"name", trace.processes[id].name},
                         {"parent", id == 0 ? Json(nullptr) : Json(trace.processes[id].parent)}});
  Json steps = Json::array();
  for (std::size_t i = 0; i < trace.steps.size(); ++i)
    steps.push_back(step_json(trace, i, order.clocks[i]));
  Json edges = Json::array();
  for (const Edge& edge : order.edges)
    edges.push_back(Json::array({edge.from, edge.to, name(edge.kind)}));
  return {{"processes", processes}, {"steps", steps}, {"edges", edges}};
}

/// The keys that a check, a replay and a run begin with.
Json opening(const std::string& scenario, const Parameters& parameters) {
  return {{"schema", 1},
          {"tool", "ravel"},
          {"version", version()},
          {"scenario", scenario},
          {"parameters", parameters_json(parameters)}};
}

Json result_json(const CheckResult& result, std::string_view strategy) {
  Json json = opening(result.scenario, result.parameters);
  json["strategy"] = strategy;
  json["bound"] = or_null(result.options.bound);
  json["depth"] = or_null(result.options.depth);
  json["seed"] = result.options.seed;
  json["jobs"] = result.options.jobs;
  json["clock"] = result.options.clock == sim::Clock::Virtual ? "virtual" : "any";
  json["kills"] = result.options.kills;
  json["faults"] = result.options.faults;
  json["verdict"] = name(result.verdict);
  json["complete"] = result.complete;
  json["limit"] = result.limit.empty() ? Json(nullptr) : Json(result.limit);
  json["guarantee"] = result.guarantee.empty() ? Json(nullptr) : Json(result.guarantee);
  json["executions"] = result.executions;
  json["blocked_executions"] = result.blocked_executions;
  json["steps"] = result.steps;
  json["max_depth"] = result.max_depth;
  json["seconds"] = result.seconds;
  json["explored_estimate"] = or_null(result.explored_estimate);
  json["peak_rss_bytes"] = nullptr;
  json["outcomes"] = outcomes_json(result.outcomes);
  json["findings"] = findings_json(result.findings);
  if (result.trace) json["trace"] = trace_object(*result.trace);
  return json;
}

Json parameter_spec_json(const ParameterSpec& spec) {
  const auto value = [&spec](std::int64_t number) { return value_json(number, spec.type); };
  const bool boolean = spec.type == ParameterType::Boolean;
  return {
      {"name", spec.name},
      {"summary", spec.summary},
      {"type", boolean ? "boolean" : "integer"},
      {"run_default", value(spec.run_default)},
      {"check_default", value(spec.check_default)},
      {"range", Json::array({value(boolean ? 0 : spec.least), value(boolean ? 1 : spec.most)})}};
}

Json comparison_json(const Comparison& comparison) {
  Json json = opening(comparison.enumerated.scenario, comparison.enumerated.parameters);
  Json never_seen = Json::array();
  for (const Outcome& outcome : comparison.never_seen)
    never_seen.push_back(observations_json(outcome));
  const std::string_view differs = comparison.decided() ? "finding" : "limit";
  json["verdict"] = comparison.conforms() ? "ok" : differs;
  json["complete"] = comparison.enumerated.complete;
  json["runs"] = comparison.runs;
  json["seconds"] = comparison.seconds;
  json["timed_out"] = comparison.timed_out;
  json["interrupted"] = comparison.interrupted;
  json["outcomes"] = outcomes_json(comparison.seen, "runs");
  json["never_seen"] = never_seen;
  json["outside"] = comparison.outside;
  return json;
}

}  // namespace

std::string_view version() {
  return "0.1.0";
}

std::string check_json(std::span<const Measured> results, bool as_array) {
  Json list = Json::array();
  for (const Measured& measured : results) {
    Json json = result_json(measured.result, measured.result.options.strategy);
    json["peak_rss_bytes"] = measured.peak_rss_bytes;
    list.push_back(std::move(json));
  }
  return text_of(!as_array && list.size() == 1 ? list.front() : list);
}

std::string replay_json(const std::string& scenario, const ReplayResult& result) {
  CheckResult one;
  one.scenario = scenario;
  one.parameters = result.parameters;
  one.executions = 1;
  one.steps = result.trace.steps.size();
  one.max_depth = result.trace.steps.size();
  one.outcomes[result.outcome] = 1;
  one.findings = result.findings;
  one.verdict = result.findings.empty() ? Verdict::Ok : Verdict::Finding;
  one.trace = result.trace;
  Json json = result_json(one, "replay");
  json["seed"] = nullptr;
  json["seconds"] = nullptr;
  json["divergence"] = or_null(result.divergence);
  json["output"] = result.output;
  return text_of(json);
}

std::string run_json(const RunSummary& summary) {
  Json json = opening(summary.scenario, summary.parameters);
  std::string_view verdict = summary.timed_out ? "limit" : "ok";
  if (!summary.findings.empty()) verdict = "finding";
  json["os"] = summary.os;
  json["start_method"] = summary.start_method;
  json["seed"] = or_null(summary.seed);
  json["verdict"] = verdict;
  json["runs"] = summary.runs;
  json["seconds"] = summary.seconds;
  json["timed_out"] = summary.timed_out;
  json["interrupted"] = summary.interrupted;
  json["still_running"] = summary.still_running;
  json["outcomes"] = outcomes_json(summary.outcomes);
  json["findings"] = findings_json(summary.findings);
  return text_of(json);
}

std::string conform_json(std::span<const Comparison> comparisons, bool as_array) {
  Json list = Json::array();
  for (const Comparison& comparison : comparisons) list.push_back(comparison_json(comparison));
  return text_of(!as_array && list.size() == 1 ? list.front() : list);
}

std::string trace_json(const sim::Trace& trace) {
  return text_of(trace_object(trace));
}

std::string recorded_json(const RecordedRun& run) {
  Json json = trace_object(run.trace);
  for (std::size_t i = 0; i < run.seconds.size(); ++i) json["steps"][i]["seconds"] = run.seconds[i];
  json["pending"] = Json::array();
  for (const PendingCall& call : run.pending) {
    const sim::Step& step = call.step;
    json["pending"].push_back({{"process", step.process},
                               {"thread", run.trace.processes.at(step.process).thread},
                               {"operation", sim::name(step.kind)},
                               {"object", object_name(run.trace, step)},
                               {"location", location(step.where)},
                               {"held_by", call.held_by}});
  }
  json["left_out"] = run.left_out;
  return text_of(json);
}

std::string list_json(std::span<const Scenario* const> scenarios) {
  Json list = Json::array();
  for (const Scenario* scenario : scenarios) {
    Json parameters = Json::array();
    for (const ParameterSpec& spec : scenario->parameters)
      parameters.push_back(parameter_spec_json(spec));
    Json expected = Json::array();
    for (const FindingKind kind : scenario->expected) expected.push_back(name(kind));
    list.push_back({{"name", scenario->name},
                    {"group", scenario->group},
                    {"summary", scenario->summary},
                    {"parameters", parameters},
                    {"expected", expected}});
  }
  return text_of(list);
}

}  // namespace ravel
