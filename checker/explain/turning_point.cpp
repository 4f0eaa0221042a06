#include "checker/explain/turning_point.h"

#include <algorithm>
#include <utility>

#include "checker/check.h"
#include "checker/explain/probe.h"
#include "checker/findings_of.h"
#include "checker/judge.h"
#include "checker/outcome_table.h"
#include "checker/schedule.h"
#include "checker/strategies/optimal_from.h"
#include "checker/strategies/race.h"
#include "checker/strategy.h"
#include "checker/token.h"
#include "primitives/os/crash.h"

namespace ravel {
namespace {

/// The number of a step among those of its process.
std::size_t rank_of(const sim::Trace& trace, std::size_t step) {
  std::size_t rank = 0;
  for (std::size_t i = 0; i < step; ++i)
    rank += trace.steps[i].process == trace.steps[step].process;
  return rank;
}

std::string object_of(const sim::Trace& trace, const sim::Step& step) {
  return names_object(step.kind) ? trace.objects[step.object].name : "";
}

bool same_process(const sim::Trace& trace, const sim::Step& step, const sim::Trace& other,
                  const sim::Step& its) {
  return trace.processes[step.process].path == other.processes[its.process].path;
}

/// Where `other` has the step that is number `step` of `trace`, if it has it.
std::optional<std::size_t> same_step(const sim::Trace& trace, std::size_t step,
                                     const sim::Trace& other) {
  const sim::Step& wanted = trace.steps[step];
  std::size_t left = rank_of(trace, step);
  for (std::size_t i = 0; i < other.steps.size(); ++i) {
    const sim::Step& found = other.steps[i];
    if (!same_process(trace, wanted, other, found) || left-- > 0) continue;
    const bool same = found.kind == wanted.kind && found.outcome == wanted.outcome &&
                      object_of(other, found) == object_of(trace, wanted);
    return same ? std::optional(i) : std::nullopt;
  }
  return {};
}

/// Whether the order of two steps of different processes can matter.
bool clash(const sim::Trace& trace, const sim::Step& one, const sim::Trace& other_trace,
           const sim::Step& other) {
  if (same_process(trace, one, other_trace, other)) return false;
  if (!names_object(one.kind) || !names_object(other.kind)) return false;
  if (object_of(trace, one) != object_of(other_trace, other)) return false;
  if (only_looks(one.kind, one.offset) && only_looks(other.kind, other.offset)) return false;
  return !sim::is_memory_access(one.kind) ||
         (one.offset < other.offset + other.size && other.offset < one.offset + one.size);
}

// What the right execution does before it, or without it, and the wrong one after it or never.
void find_pair(TurningPoint& point) {
  const sim::Trace& wrong = point.wrong;
  const sim::Trace& right = point.right;
  const auto later = same_step(wrong, point.step, right);
  const std::size_t end = later.value_or(right.steps.size());
  for (std::size_t i = point.step; i < end; ++i) {
    if (!clash(wrong, wrong.steps[point.step], right, right.steps[i])) continue;
    point.in_right = {i, later};
    point.in_wrong = {point.step, same_step(right, i, wrong)};
    return;
  }
}

/// The first step in which the two differ, or the end of the shorter one.
std::size_t first_difference(const sim::Trace& wrong, const sim::Trace& right) {
  std::size_t step = 0;
  while (step < wrong.steps.size() && step < right.steps.size() &&
         same_process(wrong, wrong.steps[step], right, right.steps[step]) &&
         wrong.steps[step].kind == right.steps[step].kind &&
         wrong.steps[step].outcome == right.steps[step].outcome)
    ++step;
  return step;
}

template <class Which>
std::vector<sim::Transition> transitions(const sim::Trace& trace, Which which) {
  std::vector<sim::Transition> taken;
  for (const sim::Step& step : trace.steps)
    if (which(step)) taken.push_back({step.process, step.outcome});
  return taken;
}

// A loop that looks again and again would use up the limits.
sim::SimulationOptions shortened(sim::SimulationOptions options, const sim::Trace& wrong) {
  const std::size_t most = wrong.steps.size() * 4 + 100;
  options.steps_max = static_cast<std::uint32_t>(
      std::min<std::size_t>({options.steps_max, most, kReducibleStepsMax}));
  return options;
}

bool shows(const std::vector<Finding>& findings, FindingKind kind) {
  return std::any_of(findings.begin(), findings.end(),
                     [kind](const Finding& one) { return one.kind == kind; });
}

/// Of those that are found although the execution came to a good end.
bool is_of_the_program(FindingKind kind) {
  return kind == FindingKind::Race || kind == FindingKind::UnreleasedLock ||
         kind == FindingKind::OverRelease || kind == FindingKind::Leak;
}

class Explorer {
 public:
  Explorer(const Scenario& scenario, const Finding& finding, ReplayResult&& wrong,
           const ExplanationLimits& limits)
      : scenario_(scenario),
        finding_(finding),
        wrong_(std::move(wrong)),
        limits_(limits),
        options_(shortened(simulation_options(decode_token(finding.token)), wrong_.trace)),
        recorder_(options_) {}

  std::optional<Explanation> run() {
    if (!explore() && !crashed_) probe();
    if (crashed_) return {};
    return std::move(result_);
  }

 private:
  sim::Body body() const {
    return [this](os::Os& os) { scenario_.body(os, wrong_.parameters); };
  }

  bool spent() const {
    return crashed_ || result_.executions >= limits_.executions || steps_ >= limits_.steps_all;
  }

  /// Looks at one execution of each class, those first that leave the wrong one last, so that the
  /// first right one is it. False if that came to no end.
  bool explore() {
    sim::Simulation simulation(options_);
    const auto strategy = optimal_from(
        transitions(wrong_.trace, [](const sim::Step& step) { return step.decided; }), options_);
    bool exact = true;
    while (!spent()) {
      const sim::Execution& execution = strategy->execute(simulation, body());
      count(execution);
      if (crashed_ || strategy->diverged() || strategy->gave_up() || execution.impatience > 0)
        return false;
      if (execution.liveness_observed && !options_.exits_are_choices) return false;
      if (is_right(simulation, execution)) {
        note(simulation.trace(), exact);
        return true;
      }
      exact = exact && execution.ending != sim::Ending::StepLimit;
      if (strategy->next()) continue;
      result_.always_wrong = exact;
      return exact;
    }
    return false;
  }

  /// Looks for the last step before which a random execution is right: it lies behind one for which
  /// some was, and most probably before one for which none was.
  void probe() {
    const auto given = transitions(wrong_.trace, [](const sim::Step& step) { return step.choice; });
    std::size_t right = 0;
    std::size_t wrong = given.size() + 1;
    while (right + 1 < wrong && !crashed_) {
      const std::size_t tried = right + (wrong - right) / 2;
      (is_right_after(std::span(given).first(tried - 1)) ? right : wrong) = tried;
    }
  }

  bool is_right_after(std::span<const sim::Transition> given) {
    sim::Simulation simulation(options_);
    for (std::uint64_t seed = 0; seed < limits_.probes && !crashed_; ++seed) {
      Probe probe(given, seed);
      const sim::Execution& execution = simulation.run(body(), probe);
      count(execution);
      if (!is_right(simulation, execution)) continue;
      note(simulation.trace(), false);
      return true;
    }
    return false;
  }

  void count(const sim::Execution& execution) {
    ++result_.executions;
    steps_ += execution.steps.size();
    crashed_ = crashed_ || execution.ending == sim::Ending::Crashed;
  }

  void note(sim::Trace right, bool exact) {
    const std::size_t step = first_difference(wrong_.trace, right);
    if (step == wrong_.trace.steps.size()) return;
    if (result_.turning_point && result_.turning_point->step >= step) return;
    result_.turning_point = {step, exact, wrong_.trace, std::move(right), {}, {}};
    find_pair(*result_.turning_point);
  }

  bool is_right(const sim::Simulation& simulation, const sim::Execution& execution) {
    if (execution.ending != sim::Ending::Finished) return false;
    if (!suspicious(execution) && !is_of_the_program(finding_.kind))
      return !has_outcome(execution) || !scenario_.invariant ||
             !scenario_.invariant(outcome_of(execution), wrong_.parameters) ||
             is_besides(FindingKind::Invariant);
    const auto again = repeat(simulation.trace().steps);
    const sim::Execution& recorded = again->execute(recorder_, body());
    return !again->diverged() && shows_nothing_else(recorded);
  }

  bool is_besides(FindingKind kind) const {
    return kind != finding_.kind && shows(wrong_.findings, kind);
  }

  /// What is wrong with the given execution besides the finding may be wrong here, too, and what
  /// is said of executions in which nothing went wrong.
  bool shows_nothing_else(const sim::Execution& execution) const {
    const bool harmless = !suspicious(execution);
    const std::vector<Finding> findings =
        findings_of(scenario_, wrong_.parameters, execution, recorder_.trace());
    return std::all_of(findings.begin(), findings.end(), [&](const Finding& one) {
      return is_besides(one.kind) ||
             (harmless && one.kind != finding_.kind && one.kind != FindingKind::Invariant);
    });
  }

  const Scenario& scenario_;
  const Finding& finding_;
  ReplayResult wrong_;
  const ExplanationLimits& limits_;
  sim::SimulationOptions options_;
  sim::Simulation recorder_;
  std::uint64_t steps_ = 0;
  bool crashed_ = false;  // what it held is lost, so that there are no more executions
  Explanation result_;
};

}  // namespace

std::optional<Explanation> explain(const Scenario& scenario, const Finding& finding,
                                   const ExplanationLimits& limits) {
  if (finding.token.empty() || finding.kind == FindingKind::Divergence) return {};
  ReplayResult wrong = replay(scenario, finding.token);
  const auto shown = std::ranges::find_if(wrong.findings, [&finding](const Finding& one) {
    return one.kind == finding.kind || stands_for(one, finding);
  });
  if (wrong.divergence || shown == wrong.findings.end()) return {};
  const Finding explained = *shown;
  const os::CrashWatch crashes;
  return Explorer(scenario, explained, std::move(wrong), limits).run();
}

}  // namespace ravel
