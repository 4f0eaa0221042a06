// Selectively uniform random walk (Zhao, Wolff, Mathur, Roychoudhury: Selectively uniform
// concurrency testing, ASPLOS 2025).
//
// In each execution the steps at one shared place are the interesting ones. Whose of them comes
// next is drawn ahead, in proportion to how many each process has still to come: as many as there
// are interleavings that begin so. The others are held back before theirs until it has come; apart
// from that it is a random walk. If nobody is blocked and the numbers are right, each interleaving
// of the interesting steps has the same probability.
//
// A process has the steps of those whom it will start. The numbers are learned: in the first
// execution, a random walk, and then in the 2nd, 4th, 8th, ...
#include <bit>

#include "checker/strategies/profile.h"
#include "checker/strategy.h"
#include "sim/random.h"
#include "sim/simulation.h"

namespace ravel {
namespace {

class Surw final : public ChoosingStrategy {
 public:
  explicit Surw(std::uint64_t seed) : random_(seed) {}

  std::size_t choose(const sim::Choices& choices) override {
    if (choices.draws()) return below(choices.count());
    const std::vector<sim::Step>& steps = choices.steps();
    for (; steps_seen_ < steps.size(); ++steps_seen_) follow(steps[steps_seen_]);
    const sim::ProcessId process = next_process(choices);
    const std::size_t ways = choices.ways(process);
    return choices.index_of(process) + (ways > 1 ? below(ways) : 0);
  }

  void learn(const sim::Execution& execution) override {
    if (std::has_single_bit(++executions_)) profile_.learn(execution.steps);
  }

  bool next() override {
    interesting_ = profile_.draw(random_);
    if (interesting_) to_come_ = profile_.expected(*interesting_);
    choose_anew();
    steps_seen_ = 0;
    return true;
  }

 private:
  std::size_t below(std::size_t bound) { return random_.below(static_cast<std::uint32_t>(bound)); }

  void choose_anew() {
    chosen_.reset();
    held_back_ = {};
  }

  void follow(const sim::Step& step) {
    if (!interesting_) return;
    if (step.kind == sim::OperationKind::Spawn)
      hand_over(step.process, static_cast<sim::ProcessId>(step.object));
    if (place_of(step) != interesting_) return;
    if (to_come_[step.process] > 0) --to_come_[step.process];
    choose_anew();
  }

  // The steps of a child are no longer its parent's, and if the parent was chosen, that may have
  // been for one of them.
  void hand_over(sim::ProcessId parent, sim::ProcessId child) {
    const std::uint32_t of_both = to_come_[parent];
    const std::uint32_t of_child = std::min(to_come_[child], of_both);
    if (chosen_ == parent && of_child > 0 && below(of_both) < of_child) chosen_ = child;
    to_come_[parent] -= of_child;
  }

  sim::ProcessId next_process(const sim::Choices& choices) {
    for (;;) {
      const sim::ProcessSet free = choices.enabled().without(held_back_);
      if (free.empty()) {
        // The chosen one waits for one of those that were held back.
        choose_anew();
        continue;
      }
      const auto process = static_cast<sim::ProcessId>(free.nth(below(free.size())));
      if (!interesting_ || place_of(choices.pending(process)) != interesting_) return process;
      to_come_[process] = std::max(to_come_[process], 1u);
      if (!chosen_) chosen_ = in_proportion(choices.enabled());
      if (chosen_ == process) return process;
      held_back_.add(process);
    }
  }

  // One of `processes` in proportion to what they have to come, which is not 0 for all of them.
  sim::ProcessId in_proportion(const sim::ProcessSet& processes) {
    std::uint32_t total = 0;
    processes.for_each([&](std::size_t process) { total += to_come_[process]; });
    std::uint32_t left = random_.below(total);
    std::optional<sim::ProcessId> found;
    processes.for_each([&](std::size_t process) {
      if (!found && left < to_come_[process]) found = static_cast<sim::ProcessId>(process);
      left -= found ? 0 : to_come_[process];
    });
    return *found;
  }

  sim::Random random_;
  Profile profile_;
  std::uint64_t executions_ = 0;

  // Of this execution.
  std::optional<Place> interesting_;
  StepCounts to_come_{};                  // interesting ones, by process
  std::optional<sim::ProcessId> chosen_;  // for the next interesting one
  sim::ProcessSet held_back_;             // before theirs
  std::size_t steps_seen_ = 0;
};

}  // namespace

std::unique_ptr<ChoosingStrategy> surw(std::uint64_t seed) {
  return std::make_unique<Surw>(seed);
}

}  // namespace ravel
