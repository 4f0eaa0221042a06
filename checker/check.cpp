#include "checker/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <optional>
#include <thread>

#include "checker/exploration.h"
#include "checker/minimize/minimize.h"
#include "checker/strategy.h"
#include "primitives/os/crash.h"
#include "sim/simulation.h"

namespace ravel {
namespace {

using Clock = std::chrono::steady_clock;

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

/// The verdict on what has been explored in all.
void judge_whole(CheckResult& result) {
  if (!result.findings.empty())
    result.verdict = Verdict::Finding;
  else
    result.verdict = result.complete ? Verdict::Ok : Verdict::Limit;
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
  sum.crashed = sum.crashed || part.crashed;
  if (sum.limit.empty()) sum.limit = part.limit;
  if (part.explored_estimate)
    sum.explored_estimate = std::max(sum.explored_estimate.value_or(0), *part.explored_estimate);
  for (const auto& [outcome, executions] : part.outcomes) sum.outcomes[outcome] += executions;
  if (sum.findings.empty()) sum.trace = std::move(part.trace);
  for (Finding& finding : part.findings)
    if (!is_known(finding, sum.findings)) sum.findings.push_back(std::move(finding));
}

void adopt(Report report, CheckResult& result) {
  if (result.findings.empty()) result.trace = std::move(report.trace);
  for (Finding& finding : report.findings)
    if (!is_known(finding, result.findings)) result.findings.push_back(std::move(finding));
}

/// If no execution went wrong, there may be other things to say: first of executions that were not
/// made, then of those that were.
void look_further(CheckResult& result, std::vector<std::unique_ptr<Exploration>>& parts) {
  if (!result.findings.empty()) return;
  if (!result.complete && !result.interrupted)
    adopt(parts.front()->predict(result.limit == "steps"), result);
  if (!result.findings.empty()) return;
  for (const std::unique_ptr<Exploration>& part : parts) adopt(part->take_latent(), result);
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
      // The calling thread has one already.
      std::optional<os::CrashWatch> crashes;
      if (i > 0) crashes.emplace();
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
  if (explored.given_up != GivenUp::No) return explored;
  look_further(explored.result, parts);
  judge_whole(explored.result);
  return explored;
}

/// Explores again as long as what was assumed of the program turns out to be wrong.
CheckResult explore_well(const Scenario& scenario, const Parameters& parameters,
                         const CheckOptions& options, const OnProgress& on_progress) {
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
        used.spin_patience = simulation.spin_patience = explored.result.options.spin_patience;
        break;
      case GivenUp::CannotReduce:
        if (used.cautious) used.strategy = "dfs";
        used.cautious = true;
        break;
    }
  }
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
  const os::CrashWatch crashes;  // also for what is repeated afterwards
  CheckResult result = explore_well(scenario, parameters, options, on_progress);
  if (options.minimize && !result.crashed) minimize_findings(scenario, result);
  return result;
}

}  // namespace ravel
