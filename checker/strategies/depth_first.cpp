// Plain depth-first search over choices: the oracle that cleverer strategies are compared with.
#include <vector>

#include "checker/strategy.h"

namespace ravel {
namespace {

class DepthFirst final : public ChoosingStrategy {
 public:
  std::size_t choose(const sim::Choices& choices) override {
    if (depth_ == path_.size()) path_.push_back({0, choices.count()});
    const Branch& branch = path_[depth_++];
    if (branch.count == choices.count()) return last_first(choices, branch.position);
    diverged_ = true;
    return choices.count();
  }

  bool next() override {
    depth_ = 0;
    while (!path_.empty() && path_.back().position + 1 == path_.back().count) path_.pop_back();
    if (path_.empty()) {
      complete_ = true;
      return false;
    }
    ++path_.back().position;
    return true;
  }

  // Each branch has the mass of its parent divided by the number of siblings (Knuth, Estimating the
  // efficiency of backtrack programs, 1975); what lies left of the path has been explored.
  std::optional<double> explored() const override {
    if (complete_) return 1.0;
    double share = 0;
    double mass = 1;
    for (const Branch& branch : path_) {
      mass /= static_cast<double>(branch.count);
      share += mass * static_cast<double>(branch.position);
    }
    return share;
  }

  bool diverged() const override { return diverged_; }

 private:
  struct Branch {
    std::size_t position = 0;
    std::size_t count = 0;
  };

  // The order of the branches: the process that went last, then the others.
  static std::size_t last_first(const sim::Choices& choices, std::size_t position) {
    if (choices.draws() || !choices.enabled().contains(choices.last())) return position;
    const std::size_t last = choices.index_of(choices.last());
    if (position == 0) return last;
    return position <= last ? position - 1 : position;
  }

  std::vector<Branch> path_;
  std::size_t depth_ = 0;
  bool complete_ = false;
  bool diverged_ = false;
};

}  // namespace

std::unique_ptr<ChoosingStrategy> depth_first() {
  return std::make_unique<DepthFirst>();
}

}  // namespace ravel
