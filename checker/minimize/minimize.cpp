#include "checker/minimize/minimize.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "checker/findings_of.h"
#include "checker/minimize/linearize.h"
#include "checker/strategies/follow.h"
#include "checker/token.h"

namespace ravel {
namespace {

/// An execution that shows the finding.
struct Example {
  Finding finding;
  Schedule schedule;
  sim::Trace trace;

  std::size_t steps() const { return trace.steps.size(); }
  std::size_t switches() const { return finding.context_switches; }
};

class Minimization {
 public:
  Minimization(const Scenario& scenario, const Parameters& parameters, Token token,
               const Finding& finding, const MinimizationLimits& limits)
      : scenario_(scenario),
        parameters_(parameters),
        token_(std::move(token)),
        finding_(finding),
        limits_(limits),
        options_(simulation_options(token_)),
        simulation_(options_) {}

  std::optional<Example> run() {
    std::optional<Example> best = follow(token_.schedule);
    if (!best) return {};
    const std::size_t switches = best->switches();
    straighten(*best);
    shorten(*best);
    token_.schedule = best->schedule;
    best->finding.token = encode(token_);
    best->finding.minimized_from = switches;
    return best;
  }

 private:
  sim::Body body() const {
    return [this](os::Os& os) { scenario_.body(os, parameters_); };
  }

  std::optional<Finding> shown(const sim::Execution& execution, const sim::Trace& trace) const {
    for (Finding& finding : findings_of(scenario_, parameters_, execution, trace)) {
      if (is_same(finding, finding_)) return std::move(finding);
      if (stands_for(finding, finding_)) return predicted(finding);
    }
    return {};
  }

  /// What was predicted, as `shown` shows it: its places are as they were.
  Finding predicted(const Finding& shown) const {
    Finding finding = finding_;
    finding.waits = shown.waits;
    finding.step = shown.step;
    finding.schedule_length = shown.schedule_length;
    finding.context_switches = shown.context_switches;
    return finding;
  }

  /// What `schedule` leads to, if that is the finding and nothing came in between.
  std::optional<Example> follow(const Schedule& schedule) {
    Follow strategy(schedule);
    last_ = &strategy.execute(simulation_, body());
    if (strategy.diverged() || !strategy.added().empty()) return {};
    Example example{{}, schedule, simulation_.trace()};
    auto finding = shown(*last_, example.trace);
    if (!finding) return {};
    example.finding = std::move(*finding);
    return example;
  }

  /// Puts the steps of `best`, which was followed last, in the order with the fewest switches. What
  /// the order does not preserve shows by running it.
  void straighten(Example& best) {
    if (best.steps() > limits_.steps) return;
    const minimize::Linearization simplest =
        minimize::linearize({*last_, simulation_, options_}, limits_.cuts);
    if (simplest.steps.size() != best.steps() || simplest.switches >= best.switches()) return;
    sim::Trace reordered = best.trace;
    for (std::size_t i = 0; i < best.steps(); ++i)
      reordered.steps[i] = best.trace.steps[simplest.steps[i]];
    if (auto other = follow(schedule_of(reordered)))
      if (other->switches() < best.switches()) best = std::move(*other);
  }

  /// Looks among executions with few delays for a simpler one. Longer ones are cut.
  void shorten(Example& best) {
    sim::SimulationOptions options = options_;
    const auto longest = static_cast<std::uint32_t>(best.steps() + 1);
    options.steps_max = std::min(options.steps_max, longest);
    sim::Simulation simulation(options);
    const auto strategy = delay_bounded({});
    std::uint64_t executions = 0;
    std::uint64_t steps = 0;
    do {
      const sim::Execution& execution = strategy->execute(simulation, body());
      if (strategy->diverged()) return;
      try_instead(best, simulation, execution);
      steps += execution.steps.size();
    } while (++executions < limits_.executions && steps < limits_.steps_all && strategy->next());
  }

  void try_instead(Example& best, const sim::Simulation& simulation,
                   const sim::Execution& execution) {
    const std::size_t steps = execution.steps.size();
    const std::size_t switches = context_switches(execution.steps);
    if (steps > best.steps() || (steps == best.steps() && switches >= best.switches())) return;
    const sim::Trace trace = simulation.trace();
    if (!shown(execution, trace)) return;
    std::optional<Example> other = follow(schedule_of(trace));
    if (!other) return;
    straighten(*other);
    if (other->switches() <= best.switches()) best = std::move(*other);
  }

  const Scenario& scenario_;
  const Parameters& parameters_;
  Token token_;
  const Finding& finding_;
  const MinimizationLimits& limits_;
  sim::SimulationOptions options_;
  sim::Simulation simulation_;
  const sim::Execution* last_ = nullptr;  // of simulation_
};

}  // namespace

void minimize_findings(const Scenario& scenario, CheckResult& result,
                       const MinimizationLimits& limits) {
  result.found_with.clear();
  for (std::size_t i = 0; i < result.findings.size(); ++i) {
    Finding& finding = result.findings[i];
    result.found_with.push_back({finding.schedule_length, finding.context_switches});
    if (finding.kind == FindingKind::Divergence || finding.token.empty()) continue;
    Minimization minimization(scenario, result.parameters, decode_token(finding.token), finding,
                              limits);
    std::optional<Example> simplest = minimization.run();
    if (!simplest) continue;
    if (i == 0) result.trace = std::move(simplest->trace);
    finding = std::move(simplest->finding);
  }
}

}  // namespace ravel
