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
  std::size_t depth = way_.stems.size();
  while (depth < nodes_.size() && nodes_[depth].pending == kNone) ++depth;
  if (depth == nodes_.size()) return;

  const std::unique_lock lock = frontier_->lock();
  for (std::size_t at = way_.stems.size(); at <= depth; ++at) {
    Stem* const parent = at == 0 ? nullptr : way_.stems.back();
    Stem& stem = frontier_->add_stem(parent, way_.position);
    stem.reached = true;
    const std::span<const Action> sleepers = asleep(at);
    stem.asleep.assign(sleepers.begin(), sleepers.end());
    stem.children.push_back({action_of(nodes_[at])});
    stem.taken = 1;
    stem.share = std::exchange(nodes_[at].share, 0);
    way_.stems.push_back(&stem);
    way_.position = 0;
  }
  Stem& stem = *way_.stems.back();
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

// Goes back to the last stem where others can find something, or to the first one at which
// something is left that they cannot add to: that becomes a node of its own again.
bool Explorer::retreat() {
  if (!frontier_) return false;
  const std::unique_lock lock = frontier_->lock();
  while (!way_.stems.empty() && frontier_->is_left_alone(way_)) {
    Stem& stem = *way_.stems.back();
    const bool left = stem.taken < stem.children.size();
    if (left) {
      regain(stem);
    } else {
      count_explored(stem.share);
      nodes_.pop_back();
    }
    way_.position = stem.position;
    way_.stems.pop_back();
    frontier_->remove(stem);
    if (left) return reopen();
  }
  return false;
}

// Those that are asleep at `stem` when its first `explored` children, the own one apart, have been.
void Explorer::add_sleepers(const Stem& stem, std::size_t explored) {
  const std::size_t own = way_.position_at(stem.depth);
  asleep_.insert(asleep_.end(), stem.asleep.begin(), stem.asleep.end());
  for (std::size_t i = 0; i < explored; ++i)
    if (i != own) asleep_.push_back(stem.children[i].action);
}

// Makes a node of `stem`, with what was left to be taken.
void Explorer::regain(Stem& stem) {
  Node& node = nodes_.back();
  asleep_.resize(node.asleep);
  add_sleepers(stem, stem.taken);
  node = {node.step, node.asleep};
  node.share = stem.share;
  for (std::size_t i = stem.taken; i < stem.children.size(); ++i) {
    trees_.join(node.pending, trees_.move(stem.children[i].tree, frontier_->trees()));
    ++node.count;
  }
}

// Goes on with what somebody gave away. What the last execution has in common with it stays.
bool Explorer::take() {
  if (!frontier_) return false;
  const Frontier::Task task = frontier_->take(way_);
  if (task.stem == nullptr) return false;
  cells_.update();
  reopened_ = {};
  handed_ = task.share;
  guided_ = task.stem->depth;
  guide_.clear();
  guides_met_ = 0;
  asleep_.clear();
  first_asleep_.clear();

  const std::unique_lock lock = frontier_->lock();
  path_.resize(nodes_.size());
  std::size_t common = 0;
  for (std::size_t at = 0; at < way_.stems.size(); ++at) {
    const std::size_t own = way_.position_at(at);
    const Action& action = way_.stems[at]->children[own].action;
    const sim::Transition transition{action.process, action.outcome};
    if (at == common && at + 1 < nodes_.size() && path_[at] == transition) {
      ++common;
    } else {
      path_.resize(at);
      path_.push_back(transition);
    }
    if (at == guided_) first_guide_ = action;
    if (at > guided_) {
      guide_.push_back({action, kNone});
      continue;
    }
    first_asleep_.push_back(static_cast<std::uint32_t>(asleep_.size()));
    add_sleepers(*way_.stems[at], own);
  }
  reopened_.asleep = first_asleep_.back();
  history_.cut(common < nodes_.size() ? nodes_[common].step : 0);
  nodes_.resize(common);
  for (std::size_t at = 0; at < common; ++at) nodes_[at].asleep = first_asleep_[at];
  return true;
}

// The last node is a stem that was known only from the tree of a task: what was foreseen of it is
// now known, and others may go on from there.
void Explorer::reach_stem(bool unforeseen) {
  const std::size_t depth = nodes_.size() - 1;
  const Action& action = history_[nodes_[depth].step].action;
  const std::unique_lock lock = frontier_->lock();
  if (unforeseen) put_stem_between(action);
  Stem& stem = *way_.stems[depth];
  stem.children[way_.position_at(depth)].action = action_of(nodes_[depth]);
  if (depth == guided_) return;
  const std::span<const Action> sleepers = asleep(depth);
  stem.asleep.assign(sleepers.begin(), sleepers.end());
  stem.reached = true;
  frontier_->list(stem);
}

// Draws that the tree did not know of come in between.
void Explorer::put_stem_between(const Action& draw) {
  const std::size_t depth = nodes_.size() - 1;
  Stem* const next = way_.stems[depth];
  Stem* const between = &frontier_->add_stem(next->parent, next->position);
  between->taken = 1;
  between->children.push_back({draw, kNone, next, false});
  between->open = next->open;
  next->parent = between;
  next->position = 0;
  way_.stems.insert(way_.stems.begin() + static_cast<std::ptrdiff_t>(depth), between);
  for (std::size_t at = depth + 1; at < way_.stems.size(); ++at) way_.stems[at]->depth = at;
}

// As `insert`, at a stem: what comes before the own way is explored by others, what comes behind it
// has to know of the sequence even if somebody has begun with it.
bool Explorer::insert_at_stem(std::size_t depth) {
  const std::unique_lock lock = frontier_->lock();
  cells_.update();
  Stem* stem = way_.stems[depth];
  const std::size_t own = way_.position_at(depth);
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
    const bool whole =
        offshoot.tree == kNone ? offshoot.whole : frontier_->trees()[offshoot.tree].first == kNone;
    if (whole || sequence_.empty()) return settled;
    wake(offshoot.action);
    if (offshoot.tree != kNone) {
      Branch tree = offshoot.tree;
      return insert_below(frontier_->trees(), tree, tree) && settled;
    }
    stem = offshoot.below;
  }
}

}  // namespace ravel::optimal
