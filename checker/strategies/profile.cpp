#include "checker/strategies/profile.h"

#include <algorithm>

namespace ravel {

void Profile::learn(const std::vector<sim::Step>& steps) {
  ++executions_;
  for (const sim::Step& step : steps) {
    if (step.kind == sim::OperationKind::Spawn) parents_[step.object] = step.process;
    const std::optional<Place> place = place_of(step);
    if (!place) continue;
    Uses& uses = uses_[*place];
    ++uses.by[step.process];
    ++uses.total;
    uses.users.add(step.process);
    uses.changed |= !only_looks(step.kind, step.offset);
  }
  shared_.clear();
  shared_uses_ = 0;
  for (const auto& [place, uses] : uses_) {
    if (!uses.changed || uses.users.size() < 2) continue;
    shared_.push_back(place);
    shared_uses_ += uses.total;
  }
}

std::optional<Place> Profile::draw(sim::Random& random) const {
  if (shared_.empty()) return {};
  std::uint32_t left = random.below(shared_uses_);
  for (const Place& place : shared_) {
    const std::uint32_t total = uses_.at(place).total;
    if (left < total) return place;
    left -= total;
  }
  return {};
}

StepCounts Profile::expected(const Place& place) const {
  const Uses& uses = uses_.at(place);
  StepCounts counts{};
  uses.users.for_each([&](std::size_t process) {
    counts[process] = std::max((uses.by[process] + executions_ / 2) / executions_, 1u);
  });
  // Children have higher numbers than their parents.
  for (std::size_t child = counts.size() - 1; child > 0; --child)
    counts[parents_[child]] += counts[child];
  return counts;
}

}  // namespace ravel
