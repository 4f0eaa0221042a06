#include "checker/explain/turning_point.h"

#include <algorithm>
#include <utility>

#include "checker/check.h"
#include "checker/explain/continuations.h"
#include "checker/findings_of.h"
#include "checker/judge.h"
#include "checker/schedule.h"
#include "checker/strategies/race.h"
#include "checker/token.h"

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

/// Where `other` has the step that is number `step` of `trace`, if it has it.
std::optional<std::size_t> same_step(const sim::Trace& trace, std::size_t step,
                                     const sim::Trace& other) {
  const sim::Step& wanted = trace.steps[step];
  std::size_t left = rank_of(trace, step);
  for (std::size_t i = 0; i < other.steps.size(); ++i) {
    const sim::Step& found = other.steps[i];
    if (found.process != wanted.process || left-- > 0) continue;
    const bool same = found.kind == wanted.kind && found.outcome == wanted.outcome &&
                      object_of(other, found) == object_of(trace, wanted);
    return same ? std::optional(i) : std::nullopt;
  }
  return {};
}

/// Whether the order of two steps of different processes can matter.
bool clash(const sim::Trace& trace, const sim::Step& one, const sim::Trace& other_trace,
           const sim::Step& other) {
  if (one.process == other.process || !names_object(one.kind) || !names_object(other.kind))
    return false;
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

// A loop that looks again and again would use up the limits.
sim::SimulationOptions shortened(sim::SimulationOptions options, const sim::Trace& wrong) {
  const std::size_t most = wrong.steps.size() * 4 + 100;
  options.steps_max = static_cast<std::uint32_t>(std::min<std::size_t>(options.steps_max, most));
  return options;
}

bool shows(const std::vector<Finding>& findings, FindingKind kind) {
  return std::any_of(findings.begin(), findings.end(),
                     [kind](const Finding& one) { return one.kind == kind; });
}

class Explorer {
 public:
  Explorer(const Scenario& scenario, const Finding& finding, ReplayResult&& wrong,
           const ExplanationLimits& limits)
      : scenario_(scenario),
        finding_(finding),
        wrong_(std::move(wrong)),
        limits_(limits),
        simulation_(shortened(simulation_options(decode_token(finding.token)), wrong_.trace)) {}

  std::optional<Explanation> run() {
    const std::vector<std::size_t> choices = choice_steps(wrong_.trace.steps);
    if (choices.empty()) return {};
    bool exact = true;
    for (std::size_t i = choices.size(); i-- > 0 && !spent();) {
      if (auto right = right_one(i, exact)) {
        result_.turning_point = {choices[i], exact, wrong_.trace, std::move(*right), {}, {}};
        find_pair(*result_.turning_point);
        return std::move(result_);
      }
      result_.always_wrong = exact && i == 0;
    }
    return std::move(result_);
  }

 private:
  bool spent() const {
    return result_.executions >= limits_.executions || steps_ >= limits_.steps_all;
  }

  /// An execution that turns choice number `turned` and is right. `exact` stays set if all were
  /// looked at up to there, to their end.
  std::optional<sim::Trace> right_one(std::size_t turned, bool& exact) {
    Continuations continuations(wrong_.trace.steps, turned);
    const sim::Body body = [this](os::Os& os) { scenario_.body(os, wrong_.parameters); };
    std::uint64_t executions = 0;
    do {
      const sim::Execution& execution = simulation_.run(body, continuations);
      ++result_.executions;
      steps_ += execution.steps.size();
      exact = exact && execution.ending != sim::Ending::StepLimit;
      if (is_right(execution)) return simulation_.trace();
      if (++executions < limits_.executions_per_step && !spent()) continue;
      exact = exact && !continuations.next();
      return {};
    } while (continuations.next());
    return {};
  }

  /// What is wrong with the given execution besides the finding may be wrong here, too, and what
  /// is said of executions in which nothing went wrong.
  bool is_right(const sim::Execution& execution) const {
    if (execution.ending != sim::Ending::Finished) return false;
    const bool harmless = !suspicious(execution);
    const std::vector<Finding> findings =
        findings_of(scenario_, wrong_.parameters, execution, simulation_.trace());
    return std::all_of(findings.begin(), findings.end(), [&](const Finding& one) {
      if (one.kind == finding_.kind) return false;
      return shows(wrong_.findings, one.kind) || (harmless && one.kind != FindingKind::Invariant);
    });
  }

  const Scenario& scenario_;
  const Finding& finding_;
  ReplayResult wrong_;
  const ExplanationLimits& limits_;
  sim::Simulation simulation_;
  std::uint64_t steps_ = 0;
  Explanation result_;
};

}  // namespace

std::optional<Explanation> explain(const Scenario& scenario, const Finding& finding,
                                   const ExplanationLimits& limits) {
  if (finding.token.empty() || finding.kind == FindingKind::Divergence) return {};
  ReplayResult wrong = replay(scenario, finding.token);
  if (wrong.divergence || !shows(wrong.findings, finding.kind)) return {};
  return Explorer(scenario, finding, std::move(wrong), limits).run();
}

}  // namespace ravel
