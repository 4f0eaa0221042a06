// Delay bounding: deviations from a deterministic scheduler, enumerated by their number (Emmi,
// Qadeer, Rakamaric: Delay-bounded scheduling, POPL 2011).
//
// The scheduler lets the process that went last go on; when that cannot, the next one by number
// that can, and after the last process the first again. A delay passes over the process whose turn
// it is. Data choices and the two ends of a timed wait are no delays: all of them are explored.
//
// One depth-first search for each number of delays. Each search meets the executions of the
// searches before it again, since only at its end an execution shows that it had no place for one
// more delay; there are far fewer of them than new ones.
#include <fmt/format.h>

#include <vector>

#include "checker/strategy.h"

namespace ravel {
namespace {

class DelayBounded final : public ChoosingStrategy {
 public:
  explicit DelayBounded(std::optional<std::uint32_t> bound) : bound_(bound) {}

  std::size_t choose(const sim::Choices& choices) override {
    const std::size_t index = choices.draws() ? decide(choices.count(), false) : turn(choices);
    return diverged_ ? choices.count() : index;
  }

  bool repeated() const override { return !diverged_ && delays_ < delays_searched_; }

  bool next() override {
    depth_ = 0;
    if (advance()) return true;
    completed_ = delays_searched_;
    if (!left_out_ || delays_searched_ == bound_) return false;
    ++delays_searched_;
    left_out_ = false;
    return true;
  }

  bool bound_reached() const override { return completed_ && left_out_; }

  std::string guarantee() const override {
    if (!completed_) return {};
    return fmt::format("every execution with at most {} delay{} was explored", *completed_,
                       *completed_ == 1 ? "" : "s");
  }

  bool diverged() const override { return diverged_; }

 private:
  struct Branch {
    std::size_t position = 0;
    std::size_t count = 0;
    bool delays = false;  // taking a later position delays the processes before it
  };

  // Whose turn it is after the delays that the path has here, and how it goes on.
  std::size_t turn(const sim::Choices& choices) {
    const std::size_t count = choices.enabled().size();
    const std::size_t delays = count > 1 ? decide(count, true) : 0;
    const std::size_t rank = (choices.enabled().rank(choices.last()) + delays) % count;
    const auto process = static_cast<sim::ProcessId>(choices.enabled().nth(rank));
    const std::size_t ways = choices.ways(process);
    return choices.index_of(process) + (ways > 1 ? decide(ways, false) : 0);
  }

  std::size_t decide(std::size_t count, bool delays) {
    if (depth_ == path_.size()) path_.push_back({0, count, delays});
    const Branch& branch = path_[depth_++];
    diverged_ |= branch.count != count || branch.delays != delays;
    return branch.position;
  }

  // To the next leaf of the search; false, with an empty path, after the last one.
  bool advance() {
    for (; !path_.empty(); path_.pop_back()) {
      Branch& branch = path_.back();
      if (branch.position + 1 < branch.count) {
        if (!branch.delays || delays_ < delays_searched_) {
          ++branch.position;
          delays_ += branch.delays ? 1 : 0;
          return true;
        }
        left_out_ = true;
      }
      if (branch.delays) delays_ -= branch.position;
    }
    return false;
  }

  std::optional<std::uint32_t> bound_;
  std::vector<Branch> path_;
  std::size_t depth_ = 0;
  std::size_t delays_ = 0;             // on the path
  std::uint32_t delays_searched_ = 0;  // of the search that goes on
  bool left_out_ = false;              // it met executions with more
  std::optional<std::uint32_t> completed_;
  bool diverged_ = false;
};

}  // namespace

std::unique_ptr<ChoosingStrategy> delay_bounded(std::optional<std::uint32_t> bound) {
  return std::make_unique<DelayBounded>(bound);
}

}  // namespace ravel
