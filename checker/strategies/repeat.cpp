// Repeats all the steps of an execution by their numbers.
#include <utility>

#include "checker/strategy.h"

namespace ravel {
namespace {

class Repeat final : public ChoosingStrategy {
 public:
  explicit Repeat(std::vector<sim::Step> steps) : steps_(std::move(steps)) {}

  std::size_t choose(const sim::Choices& choices) override {
    if (choices.step() < steps_.size()) {
      const sim::Step& wanted = steps_[choices.step()];
      for (std::size_t i = 0; i < choices.count(); ++i)
        if (choices[i] == sim::Transition{wanted.process, wanted.outcome}) return i;
    }
    diverged_ = true;
    return choices.count();
  }

  bool next() override { return false; }
  bool diverged() const override { return diverged_; }

 private:
  std::vector<sim::Step> steps_;
  bool diverged_ = false;
};

}  // namespace

std::unique_ptr<ChoosingStrategy> repeat(std::vector<sim::Step> steps) {
  return std::make_unique<Repeat>(std::move(steps));
}

}  // namespace ravel
