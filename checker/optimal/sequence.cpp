#include "checker/optimal/sequence.h"

#include <algorithm>

namespace ravel::optimal {

using sim::ProcessId;

void Sequence::collect(std::uint32_t from, std::span<const std::uint32_t> removed) {
  from_ = from;
  place_.resize(history_.size());
  std::fill(place_.begin() + from, place_.end(), kNone);
  const std::span<const std::uint32_t> decided =
      history_.decided().subspan(history_.decided_before(from));
  // Which steps are left is hard to guess for the processor: without branches.
  steps_.resize(decided.size());
  std::size_t count = 0;
  for (const std::uint32_t step : decided) {
    bool gone = false;
    for (const std::uint32_t r : removed) gone |= r <= step && history_.before(r, step);
    steps_[count] = step;
    count += gone ? 0 : 1;
  }
  steps_.resize(count);
  concerns_lives_ = false;
  for (std::uint32_t place = 0; place < count; ++place) {
    place_[steps_[place]] = place;
    concerns_lives_ |= history_[steps_[place]].action.concerns_lives();
  }
  next_own_.resize(count);
  set_front();
}

void Sequence::finish(const Action& last, Core core, std::uint32_t second) {
  last_ = last;
  core_ = core;
  second_ = second;
  last_is_left_ = true;
}

void Sequence::reset() {
  last_is_left_ = true;
  if (!skipped_.empty()) set_front();
}

// All steps are left.
void Sequence::set_front() {
  left_.assign(steps_.size(), 1);
  skipped_.clear();
  drawn_.clear();
  last_is_left_ = true;
  first_index_.assign(history_.width(), kNoIndex);
  for (std::size_t i = steps_.size(); i-- > 0;) {
    const Event& event = history_[steps_[i]];
    const ProcessId process = event.action.process;
    next_own_[i] = first_index_[process] == kNoIndex ? kNone : first_[process];
    first_index_[process] = event.index;
    first_[process] = static_cast<std::uint32_t>(i);
  }
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
  const bool in_steps = process < first_index_.size() && first_index_[process] != kNoIndex;
  if (in_steps && (!core || is_core(steps_[first_[process]]))) {
    const std::uint32_t step = steps_[first_[process]];
    const Action& first = history_[step].action;
    // Who is killed in the sequence ends there, instead of doing what it would do now.
    if (first.outcome != action.outcome || first.kind != action.kind) return {};
    // Nothing that is left may come before it but itself; without branches, for the vector unit.
    const Count* row = history_.row(step);
    unsigned before = 0;
    for (std::size_t other = 0; other < first_index_.size(); ++other)
      before += row[other] >= first_index_[other];
    if (before != 1) return {};
    return {true, step};
  }
  if (last_is_left_ && last_.process == process) {
    if (last_.outcome != action.outcome || !commutes_with_all(action, core)) return {};
    return {true, static_cast<std::uint32_t>(history_.size())};
  }
  return {commutes_with_all(action, core), Beginning::kElsewhere};
}

bool Sequence::commutes_with_all(const Action& action, bool core) const {
  bool commutes = true;
  for_each_use(action, history_.cells().lists(), [&](const Use& use) {
    commutes = commutes &&
               (history_.cells().kind(use.cell).counted() ? commutes_in_order(action, use, core)
                                                          : commutes_with_uses(action, use, core));
  });
  if (!commutes) return false;
  const bool lives =
      concerns_lives_ || action.concerns_lives() || (last_is_left_ && last_.concerns_lives());
  if (!lives && !action.unsure && !(last_is_left_ && last_.unsure)) return true;
  for_each_left(core, [&](const Action& other) {
    if (other.process == action.process) return;
    if (history_.touches_life(action, other) || history_.touches_life(other, action) ||
        clash_unsurely(action, other))
      commutes = false;
  });
  return commutes;
}

// Of a cell whose uses need no count: only the uses of that cell, which form a chain.
bool Sequence::commutes_with_uses(const Action& action, const Use& use, bool core) const {
  const CellKind& kind = history_.cells().kind(use.cell);
  for (auto at = history_.last_access(use.cell); at != kNone;
       at = previous_for(use, history_.access(at))) {
    const Access& access = history_.access(at);
    if (access.step < from_) break;
    const std::uint32_t place = place_[access.step];
    if (place == kNone || !left_[place] || commute(use, access.use, {}, kind)) continue;
    if (history_[access.step].action.process == action.process) continue;
    if (!core || is_core(access.step)) return false;
  }
  bool commutes = true;
  if (last_is_left_ && last_.process != action.process)
    for_each_use(last_, history_.cells().lists(), [&](const Use& its) {
      if (its.cell == use.cell && !commute(use, its, {}, kind)) commutes = false;
    });
  return commutes;
}

bool Sequence::commutes_in_order(const Action& action, const Use& use, bool core) const {
  const CellKind& kind = history_.cells().kind(use.cell);
  Permits permits = permits_at_front(use.cell);
  bool commutes = true;
  for_each_left(core, [&](const Action& other) {
    if (!commutes || other.process == action.process) return;
    for_each_use(other, history_.cells().lists(), [&](const Use& its) {
      if (its.cell != use.cell) return;
      if (!commute(use, its, permits, kind)) commutes = false;
      apply(its, permits);
    });
  });
  return commutes;
}

bool Sequence::draw_first() {
  if (skipped_.empty()) return false;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const Action& action = history_[steps_[i]].action;
    const bool draws = left_[i] && sim::is_draw(action.kind);
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
  const std::uint32_t i = first_[process];
  left_[i] = 0;
  const std::uint32_t next = next_own_[i];
  first_index_[process] = next == kNone ? kNoIndex : history_[steps_[next]].index;
  if (next != kNone) first_[process] = next;
}

}  // namespace ravel::optimal
