// Optimal dynamic partial-order reduction, as a strategy.
#include "checker/optimal/explorer.h"
#include "checker/strategy.h"

namespace ravel {
namespace {

class Optimal final : public Strategy {
 public:
  explicit Optimal(const sim::SimulationOptions& options) : explorer_(options) {}

  const sim::Execution& execute(sim::Simulation& simulation, const sim::Body& body) override {
    const sim::Execution& execution =
        simulation.extend(body, explorer_.path(), explorer_.repeated());
    diverged_ = execution.diverged;
    if (!diverged_) explorer_.learn(execution, simulation.objects());
    return execution;
  }

  bool next() override { return explorer_.next(); }
  std::optional<double> explored() const override { return explorer_.explored(); }
  bool diverged() const override { return diverged_; }
  std::uint64_t redundant() const override { return explorer_.redundant(); }
  bool asks() const override { return false; }

 private:
  optimal::Explorer explorer_;
  bool diverged_ = false;
};

}  // namespace

std::unique_ptr<Strategy> optimal_reduction(const sim::SimulationOptions& options) {
  return std::make_unique<Optimal>(options);
}

}  // namespace ravel
