#include "checker/check.h"

#include <fmt/format.h>

#include <algorithm>

#include "checker/detectors/divergence.h"
#include "checker/detectors/fairness.h"
#include "checker/detectors/lock_order.h"
#include "checker/detectors/suspects.h"
#include "checker/judge.h"
#include "checker/outcome_table.h"
#include "checker/strategy.h"
#include "checker/token.h"
#include "sim/simulation.h"

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

std::unique_ptr<Strategy> strategy_for(const CheckOptions& options,
                                       const sim::SimulationOptions& simulation) {
  return make_strategy(options.strategy,
                       {options.seed, options.bound, options.depth, options.cautious}, simulation);
}

/// Why an exploration was given up, so that nothing that it found counts.
enum class GivenUp {
  No,
  EndsMatter,   ///< the ends of processes have to be choices
  CannotReduce  ///< the strategy leaves out too much
};

/// Findings, and the trace of the first one.
struct Report {
  std::vector<Finding> findings;
  std::optional<sim::Trace> trace;
};

/// One exploration, from its first execution to its verdict.
class Exploration {
 public:
  Exploration(const Scenario& scenario, const Parameters& parameters, const CheckOptions& options,
              bool exits_are_choices, Clock::time_point started)
      : scenario_(scenario),
        options_(options),
        simulation_options_{options.steps_max, options.seed, exits_are_choices, false,
                            options.timeouts,  options.clock},
        simulation_(simulation_options_),
        recorder_(simulation_options_),
        strategy_(strategy_for(options, simulation_options_)),
        outcomes_(scenario, parameters),
        started_(started) {
    result_.scenario = scenario.name;
    result_.parameters = parameters;
    result_.options = options;
  }

  GivenUp run(const OnProgress& on_progress);
  CheckResult take_result() { return std::move(result_); }

 private:
  void count(const sim::Execution& execution);
  void judge_execution(const sim::Execution& execution, const sim::Body& body);
  void report_divergence(const sim::Body& body);
  void predict(const sim::Body& body);
  void judge_program(const sim::Execution& execution, const sim::Body& body);
  void report(Finding finding, const sim::Trace& trace);
  void add(Finding finding, const sim::Trace& trace, Report& to) const;
  bool limit_reached(const OnProgress& on_progress);
  void conclude();
  double seconds() const { return std::chrono::duration<double>(Clock::now() - started_).count(); }

  const Scenario& scenario_;
  const CheckOptions& options_;
  sim::SimulationOptions simulation_options_;
  sim::Simulation simulation_;
  sim::Simulation recorder_;  // repeats what has to be told with all that could have been chosen
  std::unique_ptr<Strategy> strategy_;
  OutcomeTable outcomes_;
  CheckResult result_;
  // What is wrong with the program although all goes well: told if nothing worse is found.
  Suspects suspects_;
  Report latent_;
  std::uint64_t runs_ = 0;  // also of executions that do not count
  bool step_limit_reached_ = false;
  bool exhausted_ = false;
  Clock::time_point started_;
  Clock::time_point progress_shown_ = started_;
};

GivenUp Exploration::run(const OnProgress& on_progress) {
  const sim::Body body = [this](os::Os& os) { scenario_.body(os, result_.parameters); };
  do {
    const sim::Execution& execution = strategy_->execute(simulation_, body);
    if (execution.liveness_observed && !simulation_options_.exits_are_choices)
      return GivenUp::EndsMatter;
    if (strategy_->gave_up()) return GivenUp::CannotReduce;
    ++runs_;
    if (strategy_->repeated()) {
      ++result_.blocked_executions;
    } else {
      count(execution);
      judge_execution(execution, body);
    }
    if (strategy_->diverged() || (!result_.findings.empty() && !options_.keep_going)) break;
    exhausted_ = !strategy_->next();
  } while (!exhausted_ && !limit_reached(on_progress));
  if (result_.findings.empty() && !result_.interrupted) predict(body);
  conclude();
  return GivenUp::No;
}

void Exploration::count(const sim::Execution& execution) {
  ++result_.executions;
  result_.steps += execution.steps.size();
  result_.max_depth = std::max(result_.max_depth, execution.steps.size());
  step_limit_reached_ |= execution.ending == sim::Ending::StepLimit;
}

// What was expected is known; what came instead, another repetition shows: not the first one, if
// the program does two things by turns.
void Exploration::report_divergence(const sim::Body& body) {
  constexpr int kRepetitionsMax = 3;
  const sim::Trace expected = simulation_.trace();
  sim::Trace came = expected;
  for (int i = 0; i < kRepetitionsMax && !differs(expected, came); ++i) {
    repeat(expected.steps)->execute(recorder_, body);
    came = recorder_.trace();
  }
  Finding finding = divergence(expected, came);
  measure(finding, expected);
  report(std::move(finding), expected);
}

void Exploration::judge_execution(const sim::Execution& execution, const sim::Body& body) {
  if (strategy_->diverged()) return report_divergence(body);
  const std::string* violation = nullptr;
  if (has_outcome(execution)) {
    const OutcomeTable::Entry& entry = outcomes_.add(execution);
    if (entry.violation) violation = &*entry.violation;
  }
  if (!violation && !suspicious(execution)) return judge_program(execution, body);
  const sim::Execution* recorded = &execution;
  sim::Trace trace = simulation_.trace();
  if (!strategy_->asks()) {
    const auto again = repeat(trace.steps);
    recorded = &again->execute(recorder_, body);
    trace = recorder_.trace();
    if (again->diverged()) return report_divergence(body);
  }
  // What is wrong with the outcome comes first: it is what the scenario is about.
  if (violation) report(invariant_violated(*violation, trace), trace);
  if (!suspicious(*recorded)) return;
  for (Finding& finding : judge(*recorded, trace)) report(std::move(finding), trace);
}

void Exploration::judge_program(const sim::Execution& execution, const sim::Body& body) {
  if (!suspects_.suspect(execution, simulation_.objects(), strategy_->raced())) return;
  const auto again = repeat(simulation_.trace().steps);
  const sim::Execution& recorded = again->execute(recorder_, body);
  if (again->diverged()) return report_divergence(body);
  const sim::Trace trace = recorder_.trace();
  std::vector<Finding> findings = judge(recorded, trace);
  if (findings.empty()) suspects_.found_nothing();
  for (Finding& finding : findings) {
    suspects_.found(finding.kind);
    add(std::move(finding), trace, latent_);
  }
}

// What the executions did not show, but others might: those that do not end, and, if not all were
// explored, deadlocks by the order of locks.
void Exploration::predict(const sim::Body& body) {
  std::optional<Shown> shown;
  if (step_limit_reached_) shown = unfair_to_somebody(recorder_, body);
  if (!shown && !exhausted_) shown = confirmed_lock_order(recorder_, body, options_.seed);
  if (!shown) return;
  measure(shown->finding, shown->trace);
  report(std::move(shown->finding), shown->trace);
}

void Exploration::report(Finding finding, const sim::Trace& trace) {
  Report report{std::move(result_.findings), std::move(result_.trace)};
  add(std::move(finding), trace, report);
  result_.findings = std::move(report.findings);
  result_.trace = std::move(report.trace);
}

void Exploration::add(Finding finding, const sim::Trace& trace, Report& to) const {
  const auto is_same = [&](const Finding& other) {
    return other.kind == finding.kind && other.message == finding.message;
  };
  if (std::ranges::any_of(to.findings, is_same)) return;
  Token token;
  token.scenario = scenario_.name;
  token.assignments = assignments(result_.parameters);
  token.seed = options_.seed;
  token.steps_max = options_.steps_max;
  token.exits_are_choices = simulation_options_.exits_are_choices;
  token.timeouts = options_.timeouts;
  token.clock = options_.clock;
  token.schedule = schedule_of(trace.steps);
  finding.token = encode(token);
  if (to.findings.empty()) to.trace = trace;
  to.findings.push_back(std::move(finding));
}

bool Exploration::limit_reached(const OnProgress& on_progress) {
  if (options_.executions_max && result_.executions >= *options_.executions_max) {
    result_.limit = "executions";
    return true;
  }
  if (runs_ % kExecutionsPerLook != 0) return false;
  const Clock::time_point now = Clock::now();
  if (now - started_ >= options_.time_max) {
    result_.limit = "time";
    return true;
  }
  if (!on_progress || now - progress_shown_ < kProgressInterval) return false;
  progress_shown_ = now;
  result_.interrupted =
      !on_progress({result_.executions, seconds(), result_.max_depth, strategy_->explored()});
  return result_.interrupted;
}

void Exploration::conclude() {
  if (result_.findings.empty()) {
    result_.findings = std::move(latent_.findings);
    result_.trace = std::move(latent_.trace);
  }
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
  if (!result_.findings.empty())
    result_.verdict = Verdict::Finding;
  else
    result_.verdict = result_.complete ? Verdict::Ok : Verdict::Limit;
}

}  // namespace

std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::Ok:
      return "ok";
    case Verdict::Finding:
      return "finding";
    case Verdict::Limit:
      return "limit";
  }
  return "";
}

void validate(const CheckOptions& options) {
  if (options.executions_max == 0u) throw UsageError("--executions must be at least 1");
  if (options.steps_max == 0) throw UsageError("--steps must be at least 1");
  if (options.time_max.count() <= 0) throw UsageError("--time must be more than 0 seconds");
  sim::SimulationOptions simulation;
  simulation.steps_max = options.steps_max;
  strategy_for(options, simulation);
}

CheckResult check(const Scenario& scenario, const Parameters& parameters,
                  const CheckOptions& options, const OnProgress& on_progress) {
  validate(options);
  // Whether the ends of processes must be choices shows only by exploring: without them there are
  // far fewer executions, and as long as nobody looks at a child or kills one, none is missing.
  const Clock::time_point started = Clock::now();
  CheckOptions used = options;
  bool exits_are_choices = false;
  for (;;) {
    Exploration exploration(scenario, parameters, used, exits_are_choices, started);
    switch (exploration.run(on_progress)) {
      case GivenUp::No:
        return exploration.take_result();
      case GivenUp::EndsMatter:
        exits_are_choices = true;
        break;
      case GivenUp::CannotReduce:
        if (used.cautious) used.strategy = "dfs";
        used.cautious = true;
        break;
    }
  }
}

}  // namespace ravel
