// Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi, Nagarakatte: A randomized
// scheduler with probabilistic guarantees of finding bugs, ASPLOS 2010).
//
// Everybody gets a random priority and the highest goes first, but at d - 1 random moments the one
// whose turn it is falls behind all who did not fall so far. Of n processes with k choices a bug of
// depth d, one that d orderings of two steps are enough for, is found with probability
// 1/(n k^(d-1)) or more. n and k are the largest that were seen so far; the first execution, which
// can know neither, has no such moments.
//
// A moment is a choice, and the priority falls before it, where the paper counts all steps and lets
// the priority fall after one. What is to be held back is held back there as well: as long as a
// process is alone its priority does not matter. k is smaller, and so the bound is better.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "checker/strategy.h"
#include "sim/random.h"

namespace ravel {
namespace {

// Somebody who goes on for so many choices while others wait is taken to wait for them in a loop,
// and falls behind everybody. The paper's scheduler does the like for threads that yield.
constexpr std::uint32_t kPatience = 1000;

class Pct final : public ChoosingStrategy {
 public:
  Pct(std::uint64_t seed, std::uint32_t depth)
      : random_(seed), depth_(depth), change_points_(depth - 1, kNever) {}

  std::size_t choose(const sim::Choices& choices) override {
    if (choices.draws()) return random_.below(static_cast<std::uint32_t>(choices.count()));
    forget_timers(choices.steps());
    Candidate first = highest(choices);
    for (std::size_t i = 0; i < change_points_.size(); ++i) {
      if (change_points_[i] != choices_made_) continue;
      priorities_[first.line] = static_cast<Priority>(change_points_.size() - i);
      first = highest(choices);
    }
    ++choices_made_;
    be_patient(first);
    return first.index;
  }

  bool next() override {
    processes_max_ = std::max(processes_max_, processes_);
    ++executions_;
    if (choices_made_ > choices_max_) {
      choices_max_ = choices_made_;
      executions_ = 0;
    }
    for (std::uint32_t& point : change_points_)
      point = choices_max_ > 0 ? random_.below(choices_max_) : kNever;
    known_processes_ = known_timers_ = {};
    processes_ = choices_made_ = 0;
    steps_seen_ = 0;
    return true;
  }

  std::string guarantee() const override;

 private:
  using Priority = std::int64_t;
  static constexpr std::uint32_t kNever = 0xFFFFFFFF;

  /// A line of priority: a process, or the timer of what it waits for. A timer is like a process of
  /// one step: it competes with whoever may end the wait, and is new with each wait.
  struct Candidate {
    std::size_t index = 0;  // of the transition
    std::size_t line = 0;
    sim::ProcessId process = 0;
    Priority priority = 0;
  };

  // A timer belongs to one operation.
  void forget_timers(const std::vector<sim::Step>& steps) {
    for (; steps_seen_ < steps.size(); ++steps_seen_)
      known_timers_.remove(steps[steps_seen_].process);
  }

  Candidate highest(const sim::Choices& choices) {
    Candidate best;
    choices.for_each([&](std::size_t index, sim::Transition transition) {
      const std::size_t process = transition.process;
      // A mere try is the process's own step.
      const bool timer = transition.outcome == sim::Outcome::TimedOut &&
                         choices.pending(transition.process).timeout.count() > 0;
      const std::size_t line = 2 * process + (timer ? 1 : 0);
      sim::ProcessSet& known = timer ? known_timers_ : known_processes_;
      if (!known.contains(process)) {
        known.add(process);
        priorities_[line] = initial_priority();
      }
      if (index == 0 || priorities_[line] > best.priority)
        best = {index, line, transition.process, priorities_[line]};
    });
    return best;
  }

  // Above those that are given at change points, 1 to d - 1. That two are equal is not a concern:
  // there are 2^62 of them.
  Priority initial_priority() {
    ++processes_;
    return static_cast<Priority>(random_.next() >> 2) + depth_;
  }

  void be_patient(const Candidate& first) {
    in_a_row_ = first.process == last_ && choices_made_ > 1 ? in_a_row_ + 1 : 1;
    last_ = first.process;
    if (in_a_row_ < kPatience) return;
    priorities_[first.line] = --lowest_;
    in_a_row_ = 0;
    impatient_ = true;
  }

  sim::Random random_;
  std::uint32_t depth_;
  std::vector<std::uint32_t> change_points_;

  // Of this execution.
  std::array<Priority, 2 * sim::kProcessesMax> priorities_{};  // by line
  sim::ProcessSet known_processes_;                            // have a priority
  sim::ProcessSet known_timers_;
  std::size_t steps_seen_ = 0;
  std::uint32_t processes_ = 0;
  std::uint32_t choices_made_ = 0;
  sim::ProcessId last_ = 0;
  std::uint32_t in_a_row_ = 0;

  Priority lowest_ = 0;
  bool impatient_ = false;           // somebody fell behind everybody
  std::uint32_t processes_max_ = 0;  // n
  std::uint32_t choices_max_ = 0;    // k
  std::uint64_t executions_ = 0;     // since k is known
};

// Never rounded up to certainty.
std::string text_of(double probability) {
  return probability > 0.999 ? "0.999" : fmt::format("{:.3g}", probability);
}

std::string Pct::guarantee() const {
  if (choices_max_ == 0) return {};
  const double once = 1 / (processes_max_ * std::pow(choices_max_, depth_ - 1));
  const double ever = -std::expm1(static_cast<double>(executions_) * std::log1p(-once));
  std::string text = fmt::format(
      "a bug of depth {} shows with probability 1/(n k^{}) = {} or more in one execution", depth_,
      depth_ - 1, text_of(once));
  if (executions_ > 1) text += fmt::format(", {} in {}", text_of(ever), executions_);
  text += fmt::format(" (n = {}, k = {})", processes_max_, choices_max_);
  if (impatient_) text += fmt::format(", unless it takes {} choices in a row", kPatience);
  return text;
}

}  // namespace

std::unique_ptr<ChoosingStrategy> pct(std::uint64_t seed, std::uint32_t depth) {
  return std::make_unique<Pct>(seed, depth);
}

}  // namespace ravel
