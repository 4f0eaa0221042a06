// Optimal dynamic partial-order reduction, as a strategy.
#include <algorithm>
#include <utility>

#include "checker/optimal/explorer.h"
#include "checker/strategies/optimal_from.h"
#include "checker/strategy.h"

namespace ravel {
namespace {

using sim::OperationKind;

// What was observed without a step has no order. Connections that nobody accepted before their
// listener closed would spoil the ranks of those to the next listener, and end streams without a
// step of their own.
bool is_beyond_reduction(const sim::Execution& execution, const std::vector<sim::Object>& objects) {
  const auto closes_again = [](const sim::Step& step) {
    return step.kind == OperationKind::CloseStream && step.error != 0 &&
           step.value == (sim::kReadSide | sim::kWriteSide);
  };
  if (execution.closing_observed) return true;
  if (std::any_of(execution.steps.begin(), execution.steps.end(), closes_again)) return true;
  const auto is_address = [](const sim::Object& object) {
    return object.kind == sim::ObjectKind::Address;
  };
  if (std::none_of(objects.begin(), objects.end(), is_address)) return false;
  std::vector<int> waiting(objects.size());
  for (const sim::Step& step : execution.steps) {
    if (step.error != 0) continue;
    if (step.kind == OperationKind::Connect) ++waiting[step.object];
    if (step.kind == OperationKind::Accept) --waiting[step.object];
    const bool closes_listener = step.kind == OperationKind::CloseStream && step.value == 0;
    if (closes_listener && waiting[step.object] > 0) return true;
  }
  return false;
}

// Whether somebody was killed who would have gone on when its time had come: on a virtual clock it
// does not show in the steps whether it had.
bool kills_time(const sim::Execution& execution) {
  return std::any_of(execution.deaths.begin(), execution.deaths.end(), [](const sim::Death& death) {
    return death.running && death.operation.timed;
  });
}

class Optimal final : public Strategy {
 public:
  Optimal(const sim::SimulationOptions& options, bool cautious,
          std::shared_ptr<optimal::Frontier> frontier, std::vector<sim::Transition> first = {})
      : first_(std::move(first)),
        frontier_(std::move(frontier)),
        explorer_(options, cautious, frontier_),
        virtual_clock_(options.clock == sim::Clock::Virtual) {}

  const sim::Execution& execute(sim::Simulation& simulation, const sim::Body& body) override {
    const std::vector<sim::Transition> first = std::exchange(first_, {});
    const sim::Execution& execution =
        first.empty() ? simulation.extend(body, explorer_.path(), explorer_.repeated())
                      : simulation.extend(body, first, 0);
    diverged_ = execution.diverged;
    if (diverged_) return execution;
    const std::uint64_t before = explorer_.redundant();
    explorer_.learn(execution, simulation);
    // Nobody looks at a repeated execution.
    raced_ = explorer_.data_race() || (repeated_ && raced_);
    repeated_ = explorer_.redundant() > before;
    gave_up_ = explorer_.misjudged() || is_beyond_reduction(execution, simulation.objects()) ||
               (virtual_clock_ && kills_time(execution));
    return execution;
  }

  bool next() override {
    complete_ = !explorer_.next();
    return !complete_;
  }
  std::optional<double> explored() const override {
    return complete_ ? 1.0 : std::min(1.0, explorer_.explored());
  }
  void abandon() override {
    if (frontier_) frontier_->abandon();
  }
  bool diverged() const override { return diverged_; }
  bool gave_up() const override { return gave_up_; }
  bool repeated() const override { return repeated_; }
  bool asks() const override { return false; }
  std::optional<bool> raced() const override { return raced_; }

 private:
  std::vector<sim::Transition> first_;
  std::shared_ptr<optimal::Frontier> frontier_;
  optimal::Explorer explorer_;
  bool virtual_clock_;
  bool diverged_ = false;
  bool repeated_ = false;
  bool raced_ = false;
  bool gave_up_ = false;
  bool complete_ = false;
};

}  // namespace

std::unique_ptr<Strategy> optimal_reduction(const sim::SimulationOptions& options, bool cautious) {
  return std::make_unique<Optimal>(options, cautious, nullptr);
}

std::unique_ptr<Strategy> optimal_from(std::vector<sim::Transition> first,
                                       const sim::SimulationOptions& options) {
  return std::make_unique<Optimal>(options, false, nullptr, std::move(first));
}

std::vector<std::unique_ptr<Strategy>> optimal_team(const sim::SimulationOptions& options,
                                                    bool cautious, std::size_t threads) {
  const auto frontier = std::make_shared<optimal::Frontier>(threads);
  std::vector<std::unique_ptr<Strategy>> team;
  for (std::size_t i = 0; i < threads; ++i)
    team.push_back(std::make_unique<Optimal>(options, cautious, frontier));
  return team;
}

}  // namespace ravel
