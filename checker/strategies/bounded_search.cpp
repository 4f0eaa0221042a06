#include "checker/strategies/bounded_search.h"

#include <fmt/format.h>

namespace ravel {

std::size_t BoundedSearch::choose(const sim::Choices& choices) {
  const std::size_t count = choices.count();
  const std::size_t index = choices.draws() ? decide(count, {count, false}) : turn(choices);
  return diverged_ ? count : index;
}

bool BoundedSearch::next() {
  depth_ = 0;
  if (advance()) return true;
  completed_ = searched_;
  if (!left_out_ || searched_ == bound_) return false;
  ++searched_;
  left_out_ = false;
  return true;
}

std::string BoundedSearch::guarantee() const {
  if (!completed_) return {};
  return fmt::format("every execution with at most {} {}{} was explored", *completed_, unit_,
                     *completed_ == 1 ? "" : "s");
}

std::size_t BoundedSearch::Branch::cost() const {
  if (position < prices.free) return 0;
  return prices.add_up ? position - prices.free + 1 : 1;
}

std::size_t BoundedSearch::decide(std::size_t count, Prices prices) {
  if (depth_ == path_.size()) path_.push_back({0, count, prices});
  const Branch& branch = path_[depth_++];
  diverged_ |= branch.count != count || branch.prices != prices;
  return branch.position;
}

// To the next leaf of the search; false, with an empty path, after the last one.
bool BoundedSearch::advance() {
  for (; !path_.empty(); path_.pop_back()) {
    Branch& branch = path_.back();
    cost_ -= branch.cost();
    if (branch.position + 1 == branch.count) continue;
    ++branch.position;
    cost_ += branch.cost();
    if (cost_ <= searched_) return true;
    // The positions behind it cost no less.
    left_out_ = true;
    cost_ -= branch.cost();
  }
  return false;
}

}  // namespace ravel
