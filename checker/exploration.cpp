#include "checker/exploration.h"

#include <fmt/format.h>

#include <algorithm>

#include "checker/detectors/divergence.h"
#include "checker/detectors/fairness.h"
#include "checker/detectors/lock_order.h"
#include "checker/judge.h"
#include "checker/suspicion.h"
#include "checker/token.h"

namespace ravel {
namespace {

using Clock = std::chrono::steady_clock;

// How many executions pass between two looks at the clock.
constexpr std::uint64_t kExecutionsPerLook = 32;
constexpr std::chrono::milliseconds kProgressInterval{100};

std::vector<std::string> assignments(const Parameters& parameters) {
  std::vector<std::string> texts;
  for (const Parameters::Value& value : parameters.values())
    texts.push_back(value.name + "=" + std::to_string(value.value));
  return texts;
}

// Whether what it held is lost, or was so much that there is no room for more.
bool loses_memory(const sim::Execution& execution) {
  const auto found_no_room = [](const sim::UncaughtException& exception) {
    return exception.type == "std::bad_alloc";
  };
  return execution.ending == sim::Ending::Crashed ||
         std::ranges::any_of(execution.exceptions, found_no_room);
}

}  // namespace

bool is_known(const Finding& finding, const std::vector<Finding>& findings) {
  return std::ranges::any_of(findings, [&](const Finding& other) {
    return other.kind == finding.kind && other.message == finding.message;
  });
}

Exploration::Exploration(const Scenario& scenario, const Parameters& parameters,
                         const CheckOptions& options,
                         const sim::SimulationOptions& simulation_options,
                         std::unique_ptr<Strategy> strategy, Common& common)
    : scenario_(scenario),
      options_(options),
      simulation_options_(simulation_options),
      simulation_(simulation_options_),
      recorder_(simulation_options_),
      strategy_(std::move(strategy)),
      body_([this](os::Os& os) { scenario_.body(os, result_.parameters); }),
      outcomes_(scenario, parameters),
      common_(common),
      progress_shown_(common.started) {
  result_.scenario = scenario.name;
  result_.parameters = parameters;
  result_.options = options;
}

GivenUp Exploration::run(const OnProgress& on_progress) {
  const GivenUp given_up = explore(on_progress);
  if (given_up != GivenUp::No || !exhausted_) end_all();
  conclude();
  return given_up;
}

GivenUp Exploration::join() {
  exhausted_ = !strategy_->next();
  return run({});
}

void Exploration::end_all() {
  common_.over = true;
  strategy_->abandon();
}

GivenUp Exploration::explore(const OnProgress& on_progress) {
  while (!exhausted_ && !common_.over.load(std::memory_order_relaxed)) {
    const sim::Execution& execution = strategy_->execute(simulation_, body_);
    if (execution.liveness_observed && !simulation_options_.exits_are_choices)
      return GivenUp::EndsMatter;
    if (execution.impatience > 0) {
      result_.options.spin_patience = execution.impatience;
      return GivenUp::Impatient;
    }
    if (strategy_->gave_up()) return GivenUp::CannotReduce;
    ++runs_;
    // What is repeated has been judged before; that nothing is lost does not depend on it.
    if (strategy_->repeated()) ++result_.blocked_executions;
    if (strategy_->repeated() || count(execution)) judge_execution(execution);
    if (strategy_->diverged() || (!result_.findings.empty() && !options_.keep_going)) break;
    exhausted_ = !strategy_->next();
    if (!exhausted_ && limit_reached(on_progress)) break;
  }
  // Who was waiting for work when another one ended it all has not seen everything.
  exhausted_ = exhausted_ && !common_.over;
  return GivenUp::No;
}

// False if others have made as many executions as there may be meanwhile.
bool Exploration::count(const sim::Execution& execution) {
  const std::uint64_t before = common_.executions.fetch_add(1, std::memory_order_relaxed);
  if (options_.executions_max && before >= *options_.executions_max) return false;
  ++result_.executions;
  result_.steps += execution.steps.size();
  result_.max_depth = std::max(result_.max_depth, execution.steps.size());
  step_limit_reached_ |= execution.ending == sim::Ending::StepLimit;
  result_.crashed |= loses_memory(execution);
  return true;
}

// What was expected is known; what came instead, another repetition shows: not the first one, if
// the program does two things by turns.
void Exploration::report_divergence() {
  constexpr int kRepetitionsMax = 3;
  const sim::Trace expected = simulation_.trace();
  sim::Trace came = expected;
  for (int i = 0; i < kRepetitionsMax && !differs(expected, came); ++i) {
    repeat(expected.steps)->execute(recorder_, body_);
    came = recorder_.trace();
  }
  Finding finding = divergence(expected, came);
  measure(finding, expected);
  report(std::move(finding), expected);
}

void Exploration::judge_execution(const sim::Execution& execution) {
  if (strategy_->diverged()) return report_divergence();
  const std::string* violation = nullptr;
  if (has_outcome(execution)) {
    const OutcomeTable::Entry& entry = outcomes_.add(execution);
    if (entry.violation) violation = &*entry.violation;
  }
  if (!violation && !suspicious(execution)) return judge_program(execution);
  // Why somebody waits for ever, the ending does not say.
  const bool stuck =
      execution.ending == sim::Ending::Deadlock || execution.ending == sim::Ending::Livelock;
  if (!suspicions_.insert(suspicion(execution, violation)).second && !stuck) return;
  const sim::Execution* recorded = &execution;
  sim::Trace trace = simulation_.trace();
  if (!strategy_->asks()) {
    const auto again = repeat(trace.steps);
    recorded = &again->execute(recorder_, body_);
    trace = recorder_.trace();
    if (again->diverged()) return report_divergence();
  }
  // What is wrong with the outcome comes first: it is what the scenario is about.
  if (violation) report(invariant_violated(*violation, trace), trace);
  if (!suspicious(*recorded)) return;
  for (Finding& finding : judge(*recorded, trace)) report(std::move(finding), trace);
}

void Exploration::judge_program(const sim::Execution& execution) {
  if (!suspects_.suspect(execution, simulation_.objects(), strategy_->raced())) return;
  const auto again = repeat(simulation_.trace().steps);
  const sim::Execution& recorded = again->execute(recorder_, body_);
  if (again->diverged()) return report_divergence();
  const sim::Trace trace = recorder_.trace();
  std::vector<Finding> findings = judge(recorded, trace);
  if (findings.empty()) suspects_.found_nothing();
  for (Finding& finding : findings) {
    suspects_.found(finding.kind);
    add(std::move(finding), trace, latent_);
  }
}

Report Exploration::predict(bool cut) {
  std::optional<Shown> shown;
  if (cut) shown = unfair_to_somebody(recorder_, body_);
  if (!shown) shown = confirmed_lock_order(recorder_, body_, options_.seed);
  Report predicted;
  if (!shown) return predicted;
  measure(shown->finding, shown->trace);
  add(std::move(shown->finding), shown->trace, predicted);
  return predicted;
}

void Exploration::report(Finding finding, const sim::Trace& trace) {
  Report report{std::move(result_.findings), std::move(result_.trace)};
  add(std::move(finding), trace, report);
  result_.findings = std::move(report.findings);
  result_.trace = std::move(report.trace);
}

void Exploration::add(Finding finding, const sim::Trace& trace, Report& to) const {
  if (is_known(finding, to.findings)) return;
  Token token;
  token.scenario = scenario_.name;
  token.assignments = assignments(result_.parameters);
  set_options(token, simulation_options_);
  token.schedule = schedule_of(trace);
  finding.token = encode(token);
  if (to.findings.empty()) to.trace = trace;
  to.findings.push_back(std::move(finding));
}

bool Exploration::limit_reached(const OnProgress& on_progress) {
  const std::uint64_t executions = common_.executions.load(std::memory_order_relaxed);
  if (options_.executions_max && executions >= *options_.executions_max) {
    result_.limit = "executions";
    return true;
  }
  if (runs_ % kExecutionsPerLook != 0) return false;
  const Clock::time_point now = Clock::now();
  if (now - common_.started >= options_.time_max) {
    result_.limit = "time";
    return true;
  }
  if (!on_progress || now - progress_shown_ < kProgressInterval) return false;
  progress_shown_ = now;
  result_.interrupted =
      !on_progress({executions, seconds(), result_.max_depth, strategy_->explored()});
  return result_.interrupted;
}

void Exploration::conclude() {
  result_.seconds = seconds();
  result_.outcomes = outcomes_.counts();
  result_.explored_estimate = strategy_->explored();
  if (step_limit_reached_ && result_.limit.empty()) result_.limit = "steps";
  const bool bound_reached = exhausted_ && strategy_->bound_reached();
  if (bound_reached && result_.limit.empty()) result_.limit = "bound";
  result_.complete = exhausted_ && !step_limit_reached_ && !bound_reached;
  if (!result_.complete) result_.guarantee = strategy_->guarantee();
  if (step_limit_reached_ && !result_.guarantee.empty())
    result_.guarantee += fmt::format(", up to its first {} steps", options_.steps_max);
}

double Exploration::seconds() const {
  return std::chrono::duration<double>(Clock::now() - common_.started).count();
}

}  // namespace ravel
