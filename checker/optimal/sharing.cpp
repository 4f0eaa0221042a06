// How explorers in several threads share one tree: the part of the explorer that gives branches
// away, takes those of others, and inserts where they may be.
#include <algorithm>
#include <utility>

#include "checker/optimal/explorer.h"

namespace ravel::optimal {

using sim::OperationKind;

// Gives away what is pending nearest to the root, if somebody has nothing to do. The nodes on the
// way there become stems.
void Explorer::share() {
  if (!frontier_ || !frontier_->is_wanted()) return;
  std::size_t depth = stems_.size();
  while (depth < nodes_.size() && nodes_[depth].pending == kNone) ++depth;
  if (depth == nodes_.size()) return;

  const std::lock_guard lock(frontier_->mutex());
  for (std::size_t at = stems_.size(); at <= depth; ++at) {
    Stem& stem = frontier_->add_stem();
    if (at > 0) {
      stem.parent = stems_.back();
      stem.way = path_[at - 1];
      stem.position = position_;
    }
    stem.depth = at;
    stem.reached = true;
    const std::span<const Action> sleepers = asleep(at);
    stem.asleep.assign(sleepers.begin(), sleepers.end());
    stem.children.push_back({history_[nodes_[at].step].action});
    stem.taken = 1;
    stem.share = std::exchange(nodes_[at].share, 0);
    stems_.push_back(&stem);
    position_ = 0;
  }
  Stem& stem = *stems_.back();
  for (Branch pending = nodes_[depth].pending; pending != kNone;) {
    const Branch next = trees_[pending].next;
    const Branch moved = frontier_->trees().move(pending, trees_);
    stem.children.push_back({frontier_->trees()[moved].action, moved});
    pending = next;
  }
  nodes_[depth].pending = kNone;
  nodes_[depth].count = 0;
  frontier_->list(stem);
}

// Goes on with what somebody gave away. What the last execution has in common with it stays.
bool Explorer::take() {
  if (!frontier_) return false;
  const Frontier::Task task = frontier_->take(stems_);
  if (task.stem == nullptr) return false;
  cells_.update();

  std::vector<Stem*> way(task.stem->depth + 1);
  for (Stem* stem = task.stem; stem != nullptr; stem = stem->parent) way[stem->depth] = stem;
  const auto differing = std::mismatch(stems_.begin(), stems_.end(), way.begin(), way.end()).first;
  const auto common = static_cast<std::size_t>(differing - stems_.begin());
  history_.cut(common == 0 ? 0 : nodes_[common - 1].step);
  nodes_.resize(common == 0 ? 0 : common - 1);
  stems_ = std::move(way);
  asleep_ = task.asleep;
  reopened_ = {};
  handed_ = task.share;
  guided_ = task.stem->depth;
  guide_.clear();
  guides_met_ = 0;

  const std::lock_guard lock(frontier_->mutex());
  position_ = task.child;
  first_guide_ = task.stem->children[position_].action;
  Action last = first_guide_;
  while (Stem* const below = stems_.back()->children[position_].below) {
    stems_.push_back(below);
    position_ = 0;
    last = below->children.front().action;
    guide_.push_back({last, kNone});
  }
  path_.clear();
  for (std::size_t at = 1; at < stems_.size(); ++at) path_.push_back(stems_[at]->way);
  path_.push_back({last.process, last.outcome});
  return true;
}

// Which child of the stem is on the way of this explorer.
std::size_t Explorer::own_position(std::size_t depth) const noexcept {
  return depth + 1 < stems_.size() ? stems_[depth + 1]->position : position_;
}

// The last node is a stem that was known only from the tree of a task: what was foreseen of it is
// now known, and others may go on from there.
void Explorer::reach_stem(bool unforeseen) {
  const std::size_t depth = nodes_.size() - 1;
  const Action& action = history_[nodes_[depth].step].action;
  const std::lock_guard lock(frontier_->mutex());
  if (unforeseen) put_stem_between(action);
  Stem& stem = *stems_[depth];
  stem.children[own_position(depth)].action = action;
  if (depth == guided_) return;
  const std::span<const Action> sleepers = asleep(depth);
  stem.asleep.assign(sleepers.begin(), sleepers.end());
  stem.reached = true;
  frontier_->list(stem);
}

// Draws that the tree did not know of come in between.
void Explorer::put_stem_between(const Action& draw) {
  const std::size_t depth = nodes_.size() - 1;
  Stem* const next = stems_[depth];
  Stem* const between = &frontier_->add_stem();
  between->parent = next->parent;
  between->way = next->way;
  between->position = next->position;
  between->depth = depth;
  between->taken = 1;
  between->children.push_back({draw, kNone, next});
  between->parent->children[between->position].below = between;
  next->parent = between;
  next->way = {draw.process, draw.outcome};
  next->position = 0;
  stems_.insert(stems_.begin() + static_cast<std::ptrdiff_t>(depth), between);
  for (std::size_t at = depth + 1; at < stems_.size(); ++at) stems_[at]->depth = at;
}

// As `insert`, at a stem: what comes before the own way is explored by others, what comes behind it
// has to know of the sequence even if somebody has begun with it.
bool Explorer::insert_at_stem(std::size_t depth) {
  const std::lock_guard lock(frontier_->mutex());
  cells_.update();
  Stem* stem = stems_[depth];
  const std::size_t own = own_position(depth);
  sleepers_ = stem->asleep;
  for (std::size_t i = 0; i <= own; ++i) sleepers_.push_back(stem->children[i].action);
  for (const Action& sleeper : sleepers_) {
    const Beginning beginning = sequence_.begins_with(sleeper, false);
    if (beginning.possible) return is_in_core(beginning);
  }
  bool settled = true;
  for (std::size_t from = own + 1;; from = 0) {
    std::size_t at = from;
    Beginning beginning;
    for (; at < stem->children.size(); ++at) {
      beginning = sequence_.begins_with(stem->children[at].action, false);
      if (beginning.possible) break;
      sleepers_.push_back(stem->children[at].action);
    }
    if (at == stem->children.size()) {
      Branch added = kNone;
      settled = append(frontier_->trees(), added, kNone) && settled;
      stem->children.push_back({frontier_->trees()[added].action, added});
      frontier_->list(*stem);
      return settled;
    }
    settled = settled && is_in_core(beginning);
    const Offshoot offshoot = stem->children[at];
    sequence_.skip(offshoot.action, beginning);
    const bool inner = offshoot.tree == kNone ? offshoot.below != nullptr
                                              : frontier_->trees()[offshoot.tree].first != kNone;
    if (!inner || sequence_.empty()) return settled;
    wake(offshoot.action);
    if (offshoot.tree != kNone) {
      Branch tree = offshoot.tree;
      return insert_below(frontier_->trees(), tree, tree) && settled;
    }
    stem = offshoot.below;
  }
}

}  // namespace ravel::optimal
