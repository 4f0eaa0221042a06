#include "checker/simulate.h"

#include "checker/judge.h"
#include "checker/outcome_table.h"
#include "checker/strategy.h"
#include "primitives/os/crash.h"
#include "sim/simulation.h"

namespace ravel {
namespace {

RunReport walk(const Scenario& scenario, const Parameters& parameters, std::uint64_t seed,
               std::ostream* out, bool traced) {
  const os::CrashWatch crashes;
  sim::SimulationOptions options;
  options.seed = seed;
  options.exits_are_choices = true;
  options.collect_output = out != nullptr;
  sim::Simulation simulation(options);
  const auto strategy = random_walk(seed);
  const sim::Body body = [&](os::Os& os) { scenario.body(os, parameters); };
  const sim::Execution& execution = strategy->execute(simulation, body);
  if (execution.ending == sim::Ending::StepLimit)
    throw std::runtime_error("the simulated run was cut after " +
                             std::to_string(options.steps_max) + " steps");
  RunReport report;
  report.outcome = outcome_of(execution);
  sim::Trace trace = simulation.trace();
  if (suspicious(execution)) report.findings = judge(execution, trace);
  if (traced) report.recorded.emplace().trace = std::move(trace);
  if (out)
    for (const std::string& text : execution.output) *out << text;
  return report;
}

}  // namespace

Runner simulated_runner(std::ostream& out) {
  return [&out, walks = std::uint64_t{0}](const Scenario& scenario, const Parameters& parameters,
                                          const RunOptions& options) mutable {
    return walk(scenario, parameters, options.seed.value_or(1) + walks++,
                options.output_wanted ? &out : nullptr, options.trace_wanted);
  };
}

}  // namespace ravel
