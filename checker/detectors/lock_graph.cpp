#include "checker/detectors/lock_graph.h"

#include <algorithm>
#include <limits>

#include "checker/detectors/synchronisation.h"

namespace ravel {
namespace {

using sim::OperationKind;

constexpr std::size_t kCycleMax = 6;
constexpr std::size_t kCyclesMax = 8;

using Held = std::vector<std::vector<std::uint32_t>>;  // by process: locks

// Locks that somebody else than their holder releases are signals.
std::vector<bool> used_as_locks(const sim::Trace& trace) {
  std::vector<bool> locks;
  for (const sim::ObjectRecord& object : trace.objects) locks.push_back(is_lock(object));
  std::vector<int> holder(trace.objects.size(), -1);
  for (const sim::Step& step : trace.steps) {
    if (step.kind != OperationKind::Acquire && step.kind != OperationKind::Release) continue;
    if (acquires(step)) holder[step.object] = step.process;
    if (step.kind == OperationKind::Release && holder[step.object] != step.process)
      locks[step.object] = false;
    if (releases(step)) holder[step.object] = -1;
  }
  return locks;
}

std::vector<LockEdge> edges_of(const sim::Trace& trace) {
  const std::vector<bool> locks = used_as_locks(trace);
  std::vector<LockEdge> edges;
  Held held(trace.processes.size());
  for (std::uint32_t number = 0; number < trace.steps.size(); ++number) {
    const sim::Step& step = trace.steps[number];
    std::vector<std::uint32_t>& own = held[step.process];
    if (releases(step)) std::erase(own, step.object);
    if (!acquires(step) || !locks[step.object]) continue;
    for (const std::uint32_t lock : own) {
      LockEdge edge{step.process, lock, step.object, number, own};
      std::erase(edge.gates, lock);
      if (!step.timed) edges.push_back(std::move(edge));
    }
    own.push_back(step.object);
  }
  return edges;
}

class Search {
 public:
  explicit Search(const Evidence& evidence) : edges_(edges_of(evidence.trace)) {
    // A lock that is said to have no end of permits orders nothing.
    std::vector<Limits> limits;
    for (const sim::ObjectRecord& object : evidence.trace.objects)
      limits.push_back(
          {is_lock(object) ? std::numeric_limits<std::uint32_t>::max() : object.initial,
           object.maximum});
    synchronisation_.follow(evidence.execution, limits);
  }

  std::vector<LockCycle> run() {
    for (const LockEdge& edge : edges_) {
      LockCycle cycle{edge};
      extend(cycle);
    }
    return std::move(found_);
  }

 private:
  bool fits(const LockEdge& next, const LockCycle& cycle) const {
    // The process with the lowest number comes first, so that each cycle is found once.
    if (next.held != cycle.back().wanted || next.process <= cycle.front().process) return false;
    return std::ranges::all_of(cycle, [&](const LockEdge& edge) {
      const auto is_gate = [&](std::uint32_t gate) {
        return std::ranges::find(edge.gates, gate) != edge.gates.end();
      };
      const auto [earlier, later] = std::minmax(edge.step, next.step);
      return edge.process != next.process && edge.held != next.held &&
             std::ranges::none_of(next.gates, is_gate) && !synchronisation_.ordered(earlier, later);
    });
  }

  static bool same_locks(const LockCycle& one, const LockCycle& other) {
    return std::ranges::equal(one, other, [](const LockEdge& a, const LockEdge& b) {
      return a.process == b.process && a.held == b.held && a.wanted == b.wanted;
    });
  }

  void extend(LockCycle& cycle) {
    if (found_.size() == kCyclesMax) return;
    if (cycle.size() > 1 && cycle.back().wanted == cycle.front().held) {
      const auto known = [&](const LockCycle& other) { return same_locks(other, cycle); };
      if (std::ranges::none_of(found_, known)) found_.push_back(cycle);
      return;
    }
    if (cycle.size() == kCycleMax) return;
    for (const LockEdge& next : edges_) {
      if (!fits(next, cycle)) continue;
      cycle.push_back(next);
      extend(cycle);
      cycle.pop_back();
    }
  }

  std::vector<LockEdge> edges_;
  Synchronisation synchronisation_;
  std::vector<LockCycle> found_;
};

}  // namespace

std::vector<LockCycle> lock_cycles(const Evidence& evidence) {
  return Search(evidence).run();
}

}  // namespace ravel
