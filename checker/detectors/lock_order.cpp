#include "checker/detectors/lock_order.h"

#include <algorithm>

#include "checker/detectors/lock_graph.h"
#include "checker/detectors/waits.h"
#include "checker/strategy.h"
#include "sim/random.h"

namespace ravel {
namespace {

using sim::OperationKind;
using sim::ProcessId;

constexpr int kWalks = 16;
constexpr int kAttempts = 64;

/// Steers towards `cycle`; what is left open is drawn.
class Steering final : public sim::Chooser {
 public:
  Steering(const LockCycle& cycle, std::uint64_t seed) : cycle_(cycle), random_(seed) {}

  std::size_t choose(const sim::Choices& choices) override {
    std::vector<std::size_t> free;
    choices.for_each([&](std::size_t index, sim::Transition transition) {
      if (choices.draws() || !has_arrived(choices, transition.process)) free.push_back(index);
    });
    // All who could go have arrived, and somebody else is not coming: one of them goes on.
    if (free.empty()) return drawn(choices.count());
    return free[drawn(free.size())];
  }

 private:
  std::size_t drawn(std::size_t count) { return random_.below(static_cast<std::uint32_t>(count)); }

  // Whether `process` holds its lock of the cycle and is about to take the next one.
  bool has_arrived(const sim::Choices& choices, ProcessId process) const {
    const auto edge = std::ranges::find(cycle_, process, &LockEdge::process);
    if (edge == cycle_.end()) return false;
    const sim::Operation& next = choices.pending(process);
    if (next.kind != OperationKind::Acquire || next.object != edge->wanted) return false;
    bool holds = false;
    for (const sim::Step& step : choices.steps())
      if (step.process == process && step.object == edge->held)
        holds = acquires(step) || (holds && !releases(step));
    return holds;
  }

  const LockCycle& cycle_;
  sim::Random random_;
};

bool struck(const sim::Execution& execution, const LockCycle& cycle) {
  if (execution.ending != sim::Ending::Deadlock) return false;
  return std::ranges::all_of(cycle, [&](const LockEdge& edge) {
    return std::ranges::any_of(execution.blocked, [&](const sim::Blocked& blocked) {
      return blocked.process == edge.process && blocked.operation.kind == OperationKind::Acquire &&
             blocked.operation.object == edge.wanted;
    });
  });
}

Finding lock_order(const LockCycle& cycle, const Evidence& evidence) {
  const sim::Trace& trace = evidence.trace;
  Finding finding;
  finding.kind = FindingKind::LockOrder;
  std::vector<std::string> parts;
  for (const LockEdge& edge : cycle) {
    parts.push_back(trace.processes[edge.process].name + " takes " +
                    trace.objects[edge.wanted].name + " while it holds " +
                    trace.objects[edge.held].name);
    finding.processes.push_back(trace.processes[edge.process].name);
  }
  finding.message =
      "locks are taken in a circle, which can end in a deadlock: " + enumerated(parts) +
      "; take them in one order everywhere";
  for (const sim::Blocked& blocked : evidence.execution.blocked) {
    finding.waits.push_back(waits_for(blocked, evidence));
    if (std::ranges::find(cycle, blocked.process, &LockEdge::process) != cycle.end())
      add_location(finding, blocked.operation.where);
  }
  finding.step = trace.steps.empty() ? 0 : trace.steps.size() - 1;
  return finding;
}

std::optional<Shown> confirm(const LockCycle& cycle, sim::Simulation& simulation,
                             const sim::Body& body, std::uint64_t seed) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    Steering steering(cycle, seed + static_cast<std::uint64_t>(attempt));
    const sim::Execution& execution = simulation.run(body, steering);
    if (!struck(execution, cycle)) continue;
    sim::Trace trace = simulation.trace();
    Finding finding = lock_order(cycle, {execution, trace});
    return Shown{std::move(finding), std::move(trace)};
  }
  return {};
}

}  // namespace

std::optional<Shown> confirmed_lock_order(sim::Simulation& simulation, const sim::Body& body,
                                          std::uint64_t seed) {
  const auto walk = random_walk(seed);
  for (int i = 0; i < kWalks; ++i) {
    const sim::Execution& execution = walk->execute(simulation, body);
    const sim::Trace trace = simulation.trace();
    if (std::ranges::count_if(trace.objects, is_lock) < 2) return {};
    for (const LockCycle& cycle : lock_cycles({execution, trace}))
      if (auto shown = confirm(cycle, simulation, body, seed)) return shown;
    walk->next();
  }
  return {};
}

}  // namespace ravel
