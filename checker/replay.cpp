// Runs one execution again along the schedule of a token.
#include <algorithm>

#include "checker/check.h"
#include "checker/judge.h"
#include "checker/outcome_table.h"
#include "checker/strategy.h"
#include "checker/token.h"
#include "primitives/os/crash.h"
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

std::string text(const ScheduledChoice& choice, const sim::Trace& trace) {
  const std::size_t id = choice.transition.process;
  const std::string who =
      id < trace.processes.size() ? trace.processes[id].name : "process " + std::to_string(id);
  return who + " to " + std::string(sim::name(choice.kind));
}

// The first choice in which the execution differs from the token, in words.
std::optional<std::string> divergence(const Schedule& wanted, const sim::Trace& trace,
                                      sim::Ending ending) {
  std::size_t position = 0;
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    const sim::Step& step = trace.steps[i];
    if (!step.choice || position == wanted.size()) continue;
    const ScheduledChoice came{{step.process, step.outcome}, step.kind};
    if (came != wanted[position])
      return "step " + std::to_string(i) + ": expected " + text(wanted[position], trace) +
             ", but it was " + text(came, trace);
    ++position;
  }
  if (position == wanted.size() && ending == sim::Ending::Stopped)
    return "step " + std::to_string(trace.steps.size()) +
           ": the token's schedule is at its end, but the program is not";
  if (position == wanted.size() || ending == sim::Ending::StepLimit) return {};
  return "step " + std::to_string(trace.steps.size()) + ": expected " +
         text(wanted[position], trace) + ", which cannot happen there";
}

}  // namespace

std::string scenario_of_token(std::string_view token) {
  return decode_token(token).scenario;
}

ReplayResult replay(const Scenario& scenario, std::string_view text,
                    std::optional<std::size_t> until) {
  const Token token = decode_token(text);
  if (token.scenario != scenario.name)
    throw UsageError("the token belongs to the scenario " + token.scenario);
  const os::CrashWatch crashes;
  ReplayResult result;
  result.parameters = parameters_of(scenario, token);
  const auto steps = static_cast<std::uint32_t>(
      std::min<std::size_t>(token.steps_max, until.value_or(token.steps_max)));
  sim::Simulation simulation(
      {steps, token.seed, token.exits_are_choices, true, token.timeouts, token.clock});
  const auto strategy = follow(token.schedule);
  const sim::Body body = [&](os::Os& os) { scenario.body(os, result.parameters); };
  const sim::Execution& execution = strategy->execute(simulation, body);

  result.trace = simulation.trace();
  result.output = execution.output;
  result.divergence = divergence(token.schedule, result.trace, execution.ending);
  if (result.divergence) return result;
  result.outcome = outcome_of(execution);
  if (has_outcome(execution) && scenario.invariant)
    if (const auto why = scenario.invariant(result.outcome, result.parameters))
      result.findings.push_back(invariant_violated(*why, result.trace));
  for (Finding& finding : judge(execution, result.trace))
    result.findings.push_back(std::move(finding));
  for (Finding& finding : result.findings) finding.token = text;
  return result;
}

}  // namespace ravel
