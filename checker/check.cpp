#include "checker/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>

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

// One for each thread that it has work for.
std::vector<std::unique_ptr<Strategy>> strategies_for(const CheckOptions& options,
                                                      const sim::SimulationOptions& simulation) {
  std::vector<std::unique_ptr<Strategy>> strategies;
  strategies.push_back(make_strategy(options.strategy,
                                     {options.seed, options.bound, options.depth, options.cautious},
                                     simulation));
  if (options.jobs > 1 && options.strategy == "optimal")
    return optimal_team(simulation, options.cautious, options.jobs);
  return strategies;
}

/// Why an exploration was given up, so that nothing that it found counts.
enum class GivenUp {
  No,
  EndsMatter,   ///< the ends of processes have to be choices
  Impatient,    ///< a loop was taken for a spin that is none
  CannotReduce  ///< the strategy leaves out too much
};

bool is_known(const Finding& finding, const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& other) {
    return other.kind == finding.kind && other.message == finding.message;
  });
}

/// The verdict on what has been explored in all.
void judge_whole(CheckResult& result) {
  if (!result.findings.empty())
    result.verdict = Verdict::Finding;
  else
    result.verdict = result.complete ? Verdict::Ok : Verdict::Limit;
}

/// What the threads of one exploration tell each other.
struct Common {
  std::atomic<std::uint64_t> executions{0};
  std::atomic<bool> over{false};
  Clock::time_point started;
};

/// What one thread explores, from its first execution to its verdict.
class Exploration {
 public:
  Exploration(const Scenario& scenario, const Parameters& parameters, const CheckOptions& options,
              const sim::SimulationOptions& simulation_options, std::unique_ptr<Strategy> strategy,
              Common& common)
      : scenario_(scenario),
        options_(options),
        simulation_options_(simulation_options),
        simulation_(simulation_options_),
        recorder_(simulation_options_),
        strategy_(std::move(strategy)),
        outcomes_(scenario, parameters),
        common_(common),
        progress_shown_(common.started) {
    result_.scenario = scenario.name;
    result_.parameters = parameters;
    result_.options = options;
  }

  /// Explores until nothing is left, a limit is reached, or another thread ended it all.
  GivenUp run(const OnProgress& on_progress);
  /// As `run`, with what others have left.
  GivenUp join() {
    exhausted_ = !strategy_->next();
    return run({});
  }
  /// Lets all threads come to their end.
  void end_all() {
    common_.over = true;
    strategy_->abandon();
  }
  CheckResult take_result() { return std::move(result_); }

 private:
  GivenUp explore(const OnProgress& on_progress);
  bool count(const sim::Execution& execution);
  void judge_execution(const sim::Execution& execution, const sim::Body& body);
  void report_divergence();
  void report(Finding finding, const sim::Trace& trace);
  bool limit_reached(const OnProgress& on_progress);
  void conclude();
  double seconds() const {
    return std::chrono::duration<double>(Clock::now() - common_.started).count();
  }

  const Scenario& scenario_;
  const CheckOptions& options_;
  sim::SimulationOptions simulation_options_;
  sim::Simulation simulation_;
  sim::Simulation recorder_;  // repeats what has to be told with all that could have been chosen
  std::unique_ptr<Strategy> strategy_;
  OutcomeTable outcomes_;
  CheckResult result_;
  std::uint64_t runs_ = 0;  // also of executions that do not count
  bool step_limit_reached_ = false;
  bool exhausted_ = false;
  Common& common_;
  Clock::time_point progress_shown_;
};

GivenUp Exploration::run(const OnProgress& on_progress) {
  const GivenUp given_up = explore(on_progress);
  if (given_up != GivenUp::No || !exhausted_) end_all();
  conclude();
  return given_up;
}

GivenUp Exploration::explore(const OnProgress& on_progress) {
  const sim::Body body = [this](os::Os& os) { scenario_.body(os, result_.parameters); };
  while (!exhausted_ && !common_.over.load(std::memory_order_relaxed)) {
    const sim::Execution& execution = strategy_->execute(simulation_, body);
    if (execution.liveness_observed && !simulation_options_.exits_are_choices)
      return GivenUp::EndsMatter;
    if (execution.impatience > 0) {
      result_.options.spin_patience = execution.impatience;
      return GivenUp::Impatient;
    }
    if (strategy_->gave_up()) return GivenUp::CannotReduce;
    ++runs_;
    if (strategy_->repeated())
      ++result_.blocked_executions;
    else if (count(execution))
      judge_execution(execution, body);
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
  return true;
}

void Exploration::report_divergence() {
  const sim::Trace trace = simulation_.trace();
  Finding finding;
  finding.kind = FindingKind::Divergence;
  finding.message =
      "the program did something else under the same schedule: it depends on something besides "
      "its steps (a clock, an address, a global variable that an earlier execution changed)";
  finding.step = trace.steps.size();
  measure(finding, trace);
  report(std::move(finding), trace);
}

void Exploration::judge_execution(const sim::Execution& execution, const sim::Body& body) {
  if (strategy_->diverged()) return report_divergence();
  const std::string* violation = nullptr;
  if (has_outcome(execution)) {
    const OutcomeTable::Entry& entry = outcomes_.add(execution);
    if (entry.violation) violation = &*entry.violation;
  }
  if (!violation && !suspicious(execution)) return;
  const sim::Execution* recorded = &execution;
  sim::Trace trace = simulation_.trace();
  if (!strategy_->asks()) {
    const auto again = repeat(trace.steps);
    recorded = &again->execute(recorder_, body);
    trace = recorder_.trace();
    if (again->diverged()) return report_divergence();
  }
  // What is wrong with the outcome comes first: it is what the scenario is about.
  if (violation) report(invariant_violated(*violation, trace), trace);
  for (Finding& finding : judge(*recorded, trace)) report(std::move(finding), trace);
}

void Exploration::report(Finding finding, const sim::Trace& trace) {
  if (is_known(finding, result_.findings)) return;
  Token token;
  token.scenario = scenario_.name;
  token.assignments = assignments(result_.parameters);
  token.seed = options_.seed;
  token.steps_max = options_.steps_max;
  token.exits_are_choices = simulation_options_.exits_are_choices;
  token.timeouts = options_.timeouts;
  token.clock = options_.clock;
  token.kills = options_.kills;
  token.faults = options_.faults;
  token.spin_patience = options_.spin_patience;
  token.schedule = schedule_of(trace.steps);
  finding.token = encode(token);
  if (result_.findings.empty()) result_.trace = trace;
  result_.findings.push_back(std::move(finding));
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

/// Adds what another thread explored meanwhile.
void add(CheckResult& sum, CheckResult part) {
  sum.executions += part.executions;
  sum.blocked_executions += part.blocked_executions;
  sum.steps += part.steps;
  sum.max_depth = std::max(sum.max_depth, part.max_depth);
  sum.seconds = std::max(sum.seconds, part.seconds);
  sum.complete = sum.complete && part.complete;
  sum.options.spin_patience = std::max(sum.options.spin_patience, part.options.spin_patience);
  sum.interrupted = sum.interrupted || part.interrupted;
  if (sum.limit.empty()) sum.limit = part.limit;
  if (part.explored_estimate)
    sum.explored_estimate = std::max(sum.explored_estimate.value_or(0), *part.explored_estimate);
  for (const auto& [outcome, executions] : part.outcomes) sum.outcomes[outcome] += executions;
  if (sum.findings.empty()) sum.trace = std::move(part.trace);
  for (Finding& finding : part.findings)
    if (!is_known(finding, sum.findings)) sum.findings.push_back(std::move(finding));
}

struct Explored {
  GivenUp given_up = GivenUp::No;
  CheckResult result;
};

Explored explore(const Scenario& scenario, const Parameters& parameters,
                 const CheckOptions& options, const sim::SimulationOptions& simulation_options,
                 Clock::time_point started, const OnProgress& on_progress) {
  Common common;
  common.started = started;
  std::vector<std::unique_ptr<Exploration>> parts;
  for (std::unique_ptr<Strategy>& strategy : strategies_for(options, simulation_options))
    parts.push_back(std::make_unique<Exploration>(scenario, parameters, options, simulation_options,
                                                  std::move(strategy), common));
  std::vector<GivenUp> given_up(parts.size(), GivenUp::No);
  std::vector<std::exception_ptr> errors(parts.size());
  const auto run_part = [&](std::size_t i) {
    try {
      given_up[i] = i == 0 ? parts[i]->run(on_progress) : parts[i]->join();
    } catch (...) {
      errors[i] = std::current_exception();
      parts[i]->end_all();
    }
  };
  {
    std::vector<std::jthread> others;
    for (std::size_t i = 1; i < parts.size(); ++i) others.emplace_back(run_part, i);
    run_part(0);
  }
  for (const std::exception_ptr& error : errors)
    if (error) std::rethrow_exception(error);
  Explored explored;
  explored.given_up = *std::max_element(given_up.begin(), given_up.end());
  explored.result = parts.front()->take_result();
  for (std::size_t i = 1; i < parts.size(); ++i) add(explored.result, parts[i]->take_result());
  judge_whole(explored.result);
  return explored;
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
  if (options.jobs == 0) throw UsageError("--jobs must be at least 1");
  strategies_for(options, simulation);
}

CheckResult check(const Scenario& scenario, const Parameters& parameters,
                  const CheckOptions& options, const OnProgress& on_progress) {
  validate(options);
  // Whether the ends of processes must be choices shows only by exploring: without them there are
  // far fewer executions, and as long as nobody looks at a child or kills one, none is missing.
  const Clock::time_point started = Clock::now();
  CheckOptions used = options;
  sim::SimulationOptions simulation{
      options.steps_max,    options.seed,  options.kills > 0, false,
      options.timeouts,     options.clock, options.kills,     options.faults,
      options.spin_patience};
  for (;;) {
    Explored explored = explore(scenario, parameters, used, simulation, started, on_progress);
    switch (explored.given_up) {
      case GivenUp::No:
        return std::move(explored.result);
      case GivenUp::EndsMatter:
        simulation.exits_are_choices = true;
        break;
      case GivenUp::Impatient:
        simulation.spin_patience = explored.result.options.spin_patience;
        break;
      case GivenUp::CannotReduce:
        if (used.cautious) used.strategy = "dfs";
        used.cautious = true;
        break;
    }
  }
}

}  // namespace ravel
