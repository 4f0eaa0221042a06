#include "checker/optimal/sequence.h"

#include <algorithm>
#include <limits>

namespace ravel::optimal {

using sim::ProcessId;

void Sequence::collect(std::uint32_t from, std::span<const std::uint32_t> removed) {
  from_ = from;
  steps_.clear();
  for (auto step = from; step < history_.size(); ++step) {
    if (!history_[step].decided) continue;
    const auto gone = [&](std::uint32_t r) { return r <= step && history_.before(r, step); };
    if (std::none_of(removed.begin(), removed.end(), gone)) steps_.push_back(step);
  }
  skipped_.clear();
  reset();
}

void Sequence::finish(const Action& last, Core core, std::uint32_t second) {
  last_ = last;
  core_ = core;
  second_ = second;
  last_is_left_ = true;
}

void Sequence::reset() {
  left_.assign(steps_.size(), true);
  skipped_.clear();
  last_is_left_ = true;
  first_index_.assign(history_.width(), std::numeric_limits<Count>::max());
  for (std::size_t i = steps_.size(); i-- > 0;) {
    const Event& event = history_[steps_[i]];
    first_index_[event.action.process] = event.index;
    first_[event.action.process] = static_cast<std::uint32_t>(i);
  }
}

bool Sequence::contains(std::uint32_t step) const noexcept {
  return std::binary_search(steps_.begin(), steps_.end(), step);
}

bool Sequence::includes(std::uint32_t step) const noexcept {
  while (step != kNone && step >= from_) {
    const Event& event = history_[step];
    if (event.decided) return contains(step);
    step =
        event.own_previous != kNone ? event.own_previous : history_.start_of(event.action.process);
  }
  return true;
}

// Drawing happens as soon as it can: if all is there that it needs, so is the draw.
bool Sequence::is_drawn_in_core(std::uint32_t draw) const noexcept {
  return std::all_of(steps_.begin(), steps_.end(), [&](std::uint32_t step) {
    return step >= draw || !history_.before(step, draw) || is_core(step);
  });
}

Permits Sequence::permits(Cell cell) const noexcept {
  Permits permits = history_.permits_before(cell, from_);
  for (const std::uint32_t step : steps_)
    for_each_use(history_[step].action, history_.cells().lists(), [&](const Use& use) {
      if (use.cell == cell) apply(use, permits);
    });
  return permits;
}

Permits Sequence::permits_at_front(Cell cell) const {
  Permits permits = history_.permits_before(cell, from_);
  for (const Action& action : skipped_)
    for_each_use(action, history_.cells().lists(), [&](const Use& use) {
      if (use.cell == cell) apply(use, permits);
    });
  return permits;
}

Beginning Sequence::begins_with(const Action& action, bool core) const {
  const ProcessId process = action.process;
  const bool in_steps =
      process < first_index_.size() && first_index_[process] != std::numeric_limits<Count>::max();
  if (in_steps && (!core || is_core(steps_[first_[process]]))) {
    const std::uint32_t step = steps_[first_[process]];
    if (history_[step].action.outcome != action.outcome) return {};
    const Count* row = history_.row(step);
    for (std::size_t other = 0; other < first_index_.size(); ++other)
      if (other != process && row[other] >= first_index_[other]) return {};
    return {true, step};
  }
  if (last_is_left_ && last_.process == process) {
    if (last_.outcome != action.outcome || !commutes_with_all(action, core)) return {};
    return {true, static_cast<std::uint32_t>(history_.size())};
  }
  return {commutes_with_all(action, core), Beginning::kElsewhere};
}

bool Sequence::commutes_with_all(const Action& action, bool core) const {
  const Cells& cells = history_.cells();
  bool commutes = true;
  for_each_use(action, cells.lists(), [&](const Use& use) {
    const CellKind& kind = cells.kind(use.cell);
    Permits permits = kind.counted() ? permits_at_front(use.cell) : Permits{};
    for_each_left(core, [&](const Action& other) {
      if (!commutes || other.process == action.process) return;
      for_each_use(other, cells.lists(), [&](const Use& its) {
        if (its.cell != use.cell) return;
        if (!commute(use, its, permits, kind)) commutes = false;
        apply(its, permits);
      });
    });
  });
  for_each_left(core, [&](const Action& other) {
    if (other.process == action.process) return;
    if (history_.touches_life(action, other) || history_.touches_life(other, action) ||
        clash_unsurely(action, other))
      commutes = false;
  });
  return commutes;
}

bool Sequence::draw_first() {
  if (skipped_.empty()) return false;
  drawn_.clear();
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const Action& action = history_[steps_[i]].action;
    const bool draws = left_[i] && action.kind == sim::OperationKind::Choose;
    if (draws && begins_with(action, false).step == steps_[i]) drawn_.push_back(i);
  }
  for (std::size_t i = 0; i < drawn_.size(); ++i) {
    const auto to = static_cast<std::ptrdiff_t>(i);
    const auto from = static_cast<std::ptrdiff_t>(drawn_[i]);
    std::rotate(steps_.begin() + to, steps_.begin() + from, steps_.begin() + from + 1);
    std::rotate(left_.begin() + to, left_.begin() + from, left_.begin() + from + 1);
  }
  return !drawn_.empty();
}

void Sequence::skip(const Action& action, const Beginning& beginning) {
  skipped_.push_back(action);
  if (beginning.step == Beginning::kElsewhere) return;
  if (beginning.step == history_.size()) {
    last_is_left_ = false;
    return;
  }
  const ProcessId process = action.process;
  std::uint32_t i = first_[process];
  left_[i] = false;
  first_index_[process] = std::numeric_limits<Count>::max();
  while (++i < steps_.size()) {
    const Event& event = history_[steps_[i]];
    if (event.action.process != process) continue;
    first_[process] = i;
    first_index_[process] = event.index;
    break;
  }
}

}  // namespace ravel::optimal
