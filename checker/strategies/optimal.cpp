// Optimal dynamic partial-order reduction, as a strategy.
#include <algorithm>

#include "checker/optimal/explorer.h"
#include "checker/strategy.h"

namespace ravel {
namespace {

// Which steps of streams, threads and conditions depend on which others is not known here.
bool is_known(const sim::Execution& execution) {
  const auto is_stranger = [](const sim::Step& step) {
    return step.kind > sim::OperationKind::Sleep;
  };
  const auto is_thread = [](const sim::ProcessEnd& end) { return end.thread; };
  return std::none_of(execution.steps.begin(), execution.steps.end(), is_stranger) &&
         std::none_of(execution.processes.begin(), execution.processes.end(), is_thread);
}

class Optimal final : public Strategy {
 public:
  explicit Optimal(const sim::SimulationOptions& options) : explorer_(options) {}

  const sim::Execution& execute(sim::Simulation& simulation, const sim::Body& body) override {
    const sim::Execution& execution =
        simulation.extend(body, explorer_.path(), explorer_.repeated());
    diverged_ = execution.diverged;
    gave_up_ = !is_known(execution);
    if (diverged_ || gave_up_) return execution;
    const std::uint64_t before = explorer_.redundant();
    explorer_.learn(execution, simulation.objects());
    repeated_ = explorer_.redundant() > before;
    return execution;
  }

  bool next() override {
    complete_ = !explorer_.next();
    return !complete_;
  }
  std::optional<double> explored() const override {
    if (complete_) return 1.0;
    return {};
  }
  bool diverged() const override { return diverged_; }
  bool gave_up() const override { return gave_up_; }
  bool repeated() const override { return repeated_; }
  bool asks() const override { return false; }

 private:
  optimal::Explorer explorer_;
  bool diverged_ = false;
  bool repeated_ = false;
  bool gave_up_ = false;
  bool complete_ = false;
};

}  // namespace

std::unique_ptr<Strategy> optimal_reduction(const sim::SimulationOptions& options) {
  return std::make_unique<Optimal>(options);
}

}  // namespace ravel
