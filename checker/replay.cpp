// Runs one execution again along the schedule of a token, and tells where that was not possible.
#include <algorithm>

#include "checker/check.h"
#include "checker/findings_of.h"
#include "checker/outcome_table.h"
#include "checker/strategies/follow.h"
#include "checker/token.h"
#include "primitives/os/crash.h"
#include "sim/inspection.h"
#include "sim/simulation.h"

namespace ravel {
namespace {

Parameters parameters_of(const Scenario& scenario, const Token& token) {
  try {
    if (token.assignments.size() != scenario.parameters.size())
      throw UsageError("it has " + std::to_string(token.assignments.size()) + " of them");
    return Parameters::parse(scenario.parameters, Purpose::Check, token.assignments);
  } catch (const UsageError& error) {
    throw UsageError("the token belongs to other parameters of " + std::string(scenario.name) +
                     ": " + error.what());
  }
}

std::string who(const std::string& path, const sim::Trace& trace) {
  for (const sim::ProcessRecord& process : trace.processes)
    if (process.path == path) return process.name;
  return "process " + path;
}

std::string text(const ScheduledStep& step, const sim::Trace& trace) {
  std::string words = who(step.process, trace) + " to " + std::string(sim::name(step.kind));
  if (sim::names_process(step.kind) && step.kind != sim::OperationKind::Exit)
    words += " " + who(step.object, trace);
  else if (names_object(step.kind))
    words += " " + step.object;
  if (sim::is_draw(step.kind)) words += " " + std::to_string(static_cast<unsigned>(step.outcome));
  return words + (step.outcome == sim::Outcome::TimedOut ? " and give up" : "");
}

std::string text(const Follow::Difference& difference, const Schedule& schedule,
                 const sim::Trace& trace) {
  const std::string step = "step " + std::to_string(difference.step) + ": ";
  if (!difference.expected)
    return step + "the token's schedule is at its end, but there was " +
           (difference.came ? text(*difference.came, trace) : "more");
  const std::string expected = "expected " + text(schedule[*difference.expected], trace);
  if (!difference.came) return step + expected + ", which cannot happen there";
  return step + expected + ", but it was " + text(*difference.came, trace);
}

// The first step that differs from the token, and, if it could be followed beyond that, the one at
// which it could not be any more.
std::optional<std::string> divergence(const Follow& follow, const sim::Trace& trace) {
  if (!follow.difference()) return {};
  const Follow::Difference& last = *follow.difference();
  const std::string end = text(last, follow.schedule(), trace);
  if (follow.added().empty()) return end;
  const Follow::Difference& first = follow.added().front();
  const std::string begin = text(first, follow.schedule(), trace);
  return first.expected == last.expected ? begin : begin + "; then " + end;
}

}  // namespace

std::string scenario_of_token(std::string_view token) {
  return decode_token(token).scenario;
}

ReplayResult replay(const Scenario& scenario, std::string_view text,
                    std::optional<std::size_t> until, const OnStep& watch) {
  const Token token = decode_token(text);
  if (token.scenario != scenario.name)
    throw UsageError("the token belongs to the scenario " + token.scenario);
  const os::CrashWatch crashes;
  ReplayResult result;
  result.parameters = parameters_of(scenario, token);
  sim::SimulationOptions options = simulation_options(token);
  options.collect_output = true;
  options.steps_max = static_cast<std::uint32_t>(
      std::min<std::size_t>(token.steps_max, until.value_or(token.steps_max)));
  std::optional<sim::Simulation> simulation;
  options.watch = [&](std::size_t number, const sim::Step& step) {
    if (!watch) return;
    const sim::Trace names = sim::Inspection(*simulation).names();
    watch(number, names.processes[step.process].name, sim::describe(names, step));
  };
  simulation.emplace(options);
  Follow follow(token.schedule);
  const sim::Body body = [&](os::Os& os) { scenario.body(os, result.parameters); };
  const sim::Execution& execution = follow.execute(*simulation, body);

  result.trace = simulation->trace();
  result.output = execution.output;
  for (const Follow::Difference& added : follow.added()) result.added.push_back(added.step);
  result.divergence = divergence(follow, result.trace);
  if (until) result.stopped = system_state(*simulation, execution, result.trace);
  if (result.divergence) return result;
  result.outcome = outcome_of(execution);
  result.findings = findings_of(scenario, result.parameters, execution, result.trace);
  for (Finding& finding : result.findings) finding.token = text;
  return result;
}

}  // namespace ravel
