#include "checker/detectors/fairness.h"

#include <algorithm>
#include <array>

namespace ravel {
namespace {

using sim::OperationKind;
using sim::Outcome;
using sim::ProcessId;

/// Whoever could go goes first if he took his last step longest ago, the victim last of all.
class Fair final : public sim::Chooser {
 public:
  static constexpr int kNobody = -1;
  explicit Fair(int victim = kNobody) : victim_(victim) {}

  std::size_t choose(const sim::Choices& choices) override {
    note_steps(choices);
    if (choices.draws()) return 0;
    const std::size_t victims_turn = turn_of_victim(choices);
    if (victims_turn != kNone) return victims_turn;
    std::size_t best = 0;
    ProcessId oldest = sim::kProcessesMax - 1;
    bool found = false;
    choices.for_each([&](std::size_t index, sim::Transition transition) {
      if (transition.process == victim_) return;
      if (found && last_[transition.process] >= last_[oldest]) return;
      found = true;
      best = index;
      oldest = transition.process;
    });
    return found ? best : 0;
  }

  /// How often the victim could have gone, and then could not any more.
  std::uint32_t bypasses() const noexcept { return bypasses_; }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  /// Steps of others after which somebody who can go all the time has to.
  static constexpr std::uint32_t kPatience = 64;

  void note_steps(const sim::Choices& choices) {
    const auto& steps = choices.steps();
    for (; seen_ < steps.size(); ++seen_) {
      const sim::Step& step = steps[seen_];
      last_[step.process] = seen_ + 1;
      if (step.process == victim_)
        bypasses_ = passed_over_ = 0;
      else if (victim_ != kNobody && step.decided)
        note_passing(step.enabled.contains(static_cast<std::size_t>(victim_)));
    }
  }

  // Another one has taken a step; the victim could have, or not.
  void note_passing(bool could_go) {
    bypasses_ += !could_go && passed_over_ > 0;
    passed_over_ = could_go ? passed_over_ + 1 : 0;
  }

  // The victim's, if it has waited long enough, without a break, for nothing but its turn.
  std::size_t turn_of_victim(const sim::Choices& choices) const {
    if (victim_ == kNobody) return kNone;
    const auto victim = static_cast<ProcessId>(victim_);
    if (!choices.enabled().contains(victim)) return kNone;
    const bool waits = choices.pending(victim).kind == OperationKind::Acquire;
    return waits && passed_over_ <= kPatience ? kNone : choices.index_of(victim);
  }

  int victim_;
  std::array<std::size_t, sim::kProcessesMax> last_{};
  std::size_t seen_ = 0;
  std::uint32_t bypasses_ = 0;
  std::uint32_t passed_over_ = 0;  // in a row, by steps of others
};

bool waits_for_an_end(const sim::Trace& trace, ProcessId process) {
  // Its last step before it fell silent: whoever joins has started somebody, and does no more.
  const std::size_t last = last_step(trace, process);
  return trace.steps[last].kind == OperationKind::Spawn ||
         trace.processes[process].parent == process;
}

// Those who could do nothing in the whole second half, although they have not ended.
std::vector<ProcessId> silent_ones(const Evidence& evidence) {
  const auto& steps = evidence.trace.steps;
  sim::ProcessSet active;
  for (std::size_t i = steps.size() / 2; i < steps.size(); ++i) {
    active.add(steps[i].process);
    steps[i].enabled.for_each([&](std::size_t process) { active.add(process); });
  }
  std::vector<ProcessId> silent;
  for (std::size_t id = 0; id < evidence.execution.processes.size(); ++id) {
    const auto process = static_cast<ProcessId>(id);
    if (evidence.execution.processes[id].ended || active.contains(id)) continue;
    if (!waits_for_an_end(evidence.trace, process)) silent.push_back(process);
  }
  return silent;
}

bool same(const sim::Step& one, const sim::Step& other) {
  return one.process == other.process && one.kind == other.kind && one.outcome == other.outcome &&
         one.object == other.object && one.offset == other.offset && one.value == other.value &&
         one.error == other.error;
}

// A look or a try in vain.
bool is_futile(const sim::Step& step) {
  switch (step.kind) {
    case OperationKind::Load:
    case OperationKind::AtomicLoad:
    case OperationKind::SemaphoreValue:
      return true;
    case OperationKind::CompareExchange:
      return !step.changed;
    default:
      return step.outcome == Outcome::TimedOut;
  }
}

// The length of what is repeated at the end, if that is repeated over the whole second half.
std::size_t period(const std::vector<sim::Step>& steps) {
  const std::size_t half = steps.size() / 2;
  for (std::size_t length = 1; length <= half / 4; ++length) {
    std::size_t i = steps.size() - 1;
    while (i >= half && i >= length && same(steps[i], steps[i - length])) --i;
    if (i < half) return length;
  }
  return 0;
}

Finding about(FindingKind kind, const std::vector<ProcessId>& processes, const sim::Trace& trace) {
  Finding finding;
  finding.kind = kind;
  finding.step = trace.steps.size() - 1;
  for (const ProcessId process : processes) {
    finding.processes.push_back(trace.processes[process].name);
    add_last_location(finding, trace, process);
  }
  return finding;
}

std::optional<Finding> stuck_while_others_go_on(const Evidence& evidence) {
  const std::vector<ProcessId> silent = silent_ones(evidence);
  if (silent.empty()) return {};
  Finding finding = about(FindingKind::PartialDeadlock, silent, evidence.trace);
  finding.message = enumerated(finding.processes) + (silent.size() == 1 ? " waits" : " wait") +
                    " for ever, while others go on without end: nobody gives what is waited for";
  return finding;
}

std::optional<Finding> going_in_circles(const Evidence& evidence) {
  const auto& steps = evidence.trace.steps;
  const std::size_t length = period(steps);
  if (length == 0) return {};
  std::vector<ProcessId> processes;
  sim::ProcessSet futile;
  for (std::size_t i = steps.size() - length; i < steps.size(); ++i) {
    if (std::ranges::find(processes, steps[i].process) == processes.end())
      processes.push_back(steps[i].process);
    if (is_futile(steps[i])) futile.add(steps[i].process);
  }
  // A program that serves for ever also repeats itself, but it does not try in vain.
  if (futile.size() != processes.size()) return {};
  std::ranges::sort(processes);
  Finding finding = about(FindingKind::Livelock, processes, evidence.trace);
  finding.message = enumerated(finding.processes) +
                    " do the same again and again, and nobody gets anywhere although each gets "
                    "its turn: wait for what is missing instead of trying, or give way differently";
  return finding;
}

Shown shown(Finding finding, sim::Trace trace) {
  return {std::move(finding), std::move(trace)};
}

std::optional<Shown> starved(sim::Simulation& simulation, const sim::Body& body, ProcessId victim) {
  Fair fair(victim);
  const sim::Execution& execution = simulation.run(body, fair);
  if (execution.ending != sim::Ending::StepLimit || fair.bypasses() <= kBypassesMax) return {};
  sim::Trace trace = simulation.trace();
  Finding finding = about(FindingKind::Starvation, {victim}, trace);
  finding.message =
      finding.processes.front() +
      " can starve: what it waits for becomes free again and again, and others take "
      "it each time; let them wait in a row (a turnstile, a queue), or give it up for "
      "longer";
  return shown(std::move(finding), std::move(trace));
}

}  // namespace

std::optional<Shown> unfair_to_somebody(sim::Simulation& simulation, const sim::Body& body) {
  Fair fair;
  const sim::Execution& execution = simulation.run(body, fair);
  const std::size_t processes = execution.processes.size();
  if (execution.ending == sim::Ending::StepLimit) {
    sim::Trace trace = simulation.trace();
    std::optional<Finding> finding = stuck_while_others_go_on({execution, trace});
    if (!finding) finding = going_in_circles({execution, trace});
    if (finding) return shown(std::move(*finding), std::move(trace));
  }
  for (std::size_t victim = 0; victim < processes; ++victim)
    if (auto found = starved(simulation, body, static_cast<ProcessId>(victim))) return found;
  return {};
}

}  // namespace ravel
