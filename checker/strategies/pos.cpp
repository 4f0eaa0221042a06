// Partial order sampling (Yuan, Yang, Gu: Partial order aware concurrency sampling, CAV 2018).
//
// Each pending operation has a random priority of its own, drawn when it becomes known, and the
// highest of those that are enabled goes first. When it has gone, the enabled ones that race with
// it get new priorities: which of two racing steps comes first then says nothing about the next
// race. A process with a long way to a race is late for it much less often than in a random walk.
#include <array>

#include "checker/strategies/race.h"
#include "checker/strategy.h"
#include "sim/random.h"

namespace ravel {
namespace {

class Pos final : public ChoosingStrategy {
 public:
  explicit Pos(std::uint64_t seed) : random_(seed) {}

  std::size_t choose(const sim::Choices& choices) override {
    if (choices.draws()) return random_.below(static_cast<std::uint32_t>(choices.count()));
    const std::vector<sim::Step>& steps = choices.steps();
    for (; steps_seen_ < steps.size(); ++steps_seen_) forget(steps[steps_seen_].process);
    const auto [index, process] = highest(choices);
    choices.enabled().for_each([&](std::size_t id) {
      const auto other = static_cast<sim::ProcessId>(id);
      if (other != process && race(choices, process, other)) forget(other);
    });
    return index;
  }

  bool next() override {
    steps_seen_ = 0;
    to_succeed_.known = to_time_out_.known = {};
    return true;
  }

 private:
  /// The operations that can end in one way, by process.
  struct Priorities {
    sim::ProcessSet known;
    std::array<std::uint64_t, sim::kProcessesMax> of{};
  };

  struct First {
    std::size_t index = 0;
    sim::ProcessId process = 0;
  };

  First highest(const sim::Choices& choices) {
    First best;
    std::uint64_t highest = 0;
    choices.for_each([&](std::size_t index, sim::Transition transition) {
      const std::uint64_t priority = priority_of(transition);
      if (index != 0 && priority <= highest) return;
      best = {index, transition.process};
      highest = priority;
    });
    return best;
  }

  // That a wait succeeds and that it times out are two events, each with its priority.
  std::uint64_t priority_of(sim::Transition transition) {
    const bool succeeds = transition.outcome == sim::Outcome::Done;
    Priorities& priorities = succeeds ? to_succeed_ : to_time_out_;
    std::uint64_t& priority = priorities.of[transition.process];
    if (!priorities.known.contains(transition.process)) {
      priorities.known.add(transition.process);
      priority = random_.next();
    }
    return priority;
  }

  void forget(sim::ProcessId process) {
    to_succeed_.known.remove(process);
    to_time_out_.known.remove(process);
  }

  sim::Random random_;
  Priorities to_succeed_;
  Priorities to_time_out_;
  std::size_t steps_seen_ = 0;
};

}  // namespace

std::unique_ptr<ChoosingStrategy> pos(std::uint64_t seed) {
  return std::make_unique<Pos>(seed);
}

}  // namespace ravel
