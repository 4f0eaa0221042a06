// Preemption bounding: every interleaving with few preemptions (Musuvathi, Qadeer: Iterative
// context bounding for systematic testing of multithreaded programs, PLDI 2007).
//
// A preemption is a step of another process although the one that runs could go on. Whoever can do
// nothing but give up waiting cannot: leaving it is none. Data choices, how a timed wait ends, and
// who goes on after one that is blocked or has ended, cost nothing: all of that is explored.
#include <algorithm>

#include "checker/strategies/bounded_search.h"

namespace ravel {
namespace {

class PreemptionBounded final : public BoundedSearch {
 public:
  explicit PreemptionBounded(std::optional<std::uint32_t> bound)
      : BoundedSearch(bound, "preemption") {}

 private:
  // The transitions of the running process come first, then the others in their order.
  std::size_t turn(const sim::Choices& choices) override {
    const sim::ProcessId running = running_process(choices.steps());
    const std::size_t count = choices.count();
    if (!choices.enabled().contains(running)) return decide(count, {count, false});
    const std::size_t first = choices.index_of(running);
    const std::size_t own = choices.ways(running);
    const bool waits = own == 1 && choices[first].outcome == sim::Outcome::TimedOut &&
                       choices.pending(running).timeout.count() > 0;
    const std::size_t position = decide(count, {waits ? count : own, false});
    if (position < own) return first + position;
    return position < first + own ? position - own : position;
  }

  // Who took the last step that was no draw and needed a decision: at first the main process.
  static sim::ProcessId running_process(const std::vector<sim::Step>& steps) {
    const auto last = std::find_if(steps.rbegin(), steps.rend(), [](const sim::Step& step) {
      return step.decided && !sim::is_draw(step.kind);
    });
    return last == steps.rend() ? sim::ProcessId{0} : last->process;
  }
};

}  // namespace

std::unique_ptr<ChoosingStrategy> preemption_bounded(std::optional<std::uint32_t> bound) {
  return std::make_unique<PreemptionBounded>(bound);
}

}  // namespace ravel
