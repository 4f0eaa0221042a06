// Repeats a recorded schedule.
#include "checker/strategy.h"

namespace ravel {
namespace {

class Follow final : public Strategy {
 public:
  explicit Follow(const Schedule& schedule) : schedule_(schedule) {}

  std::size_t choose(const sim::Choices& choices) override {
    if (position_ < schedule_.size()) {
      const sim::Transition wanted = schedule_[position_++].transition;
      for (std::size_t i = 0; i < choices.count(); ++i)
        if (choices[i] == wanted) return i;
    }
    diverged_ = true;
    return choices.count();
  }

  bool next() override { return false; }
  bool diverged() const override { return diverged_; }

 private:
  Schedule schedule_;
  std::size_t position_ = 0;
  bool diverged_ = false;
};

}  // namespace

std::unique_ptr<Strategy> follow(const Schedule& schedule) {
  return std::make_unique<Follow>(schedule);
}

}  // namespace ravel
