// The names of the strategies, and which options each of them has a use for.
#include <fmt/format.h>

#include "checker/parameters.h"
#include "checker/strategy.h"

namespace ravel {
namespace {

constexpr std::string_view kAvailable = "optimal, dfs, preemptions, delays, random, pct, pos, surw";

std::unique_ptr<Strategy> named(std::string_view name, const StrategyOptions& options,
                                const sim::SimulationOptions& simulation) {
  if (name == "optimal") return optimal_reduction(simulation, options.cautious);
  if (name == "dfs") return depth_first();
  if (name == "preemptions") return preemption_bounded(options.bound);
  if (name == "delays") return delay_bounded(options.bound);
  if (name == "random") return random_walk(options.seed);
  if (name == "pct") return pct(options.seed, options.depth.value_or(kDefaultDepth));
  if (name == "pos") return pos(options.seed);
  if (name == "surw") return surw(options.seed);
  throw UsageError(fmt::format("unknown strategy '{}'; available: {}", name, kAvailable));
}

void refuse(std::string_view option, std::string_view useful, std::string_view name) {
  throw UsageError(fmt::format("{} goes with --strategy {}, not with {}", option, useful, name));
}

}  // namespace

std::unique_ptr<Strategy> make_strategy(std::string_view name, const StrategyOptions& options,
                                        const sim::SimulationOptions& simulation) {
  if (name == "optimal" && simulation.steps_max > kReducibleStepsMax)
    throw UsageError(fmt::format(
        "--strategy optimal keeps at most {} steps of an execution (--steps)", kReducibleStepsMax));
  if (options.depth == 0u) throw UsageError("--depth must be at least 1");
  std::unique_ptr<Strategy> strategy = named(name, options, simulation);
  const bool bounded = name == "delays" || name == "preemptions";
  if (options.bound && !bounded) refuse("--bound", "preemptions or delays", name);
  if (options.depth && name != "pct") refuse("--depth", "pct", name);
  return strategy;
}

}  // namespace ravel
