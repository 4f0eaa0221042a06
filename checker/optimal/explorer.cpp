#include "checker/optimal/explorer.h"

#include <algorithm>

namespace ravel::optimal {

using sim::OperationKind;
using sim::Outcome;
using sim::ProcessId;

Explorer::Explorer(const sim::SimulationOptions& options, bool cautious,
                   std::shared_ptr<Frontier> frontier)
    : options_(options),
      frontier_(std::move(frontier)),
      way_(frontier_ ? frontier_->way() : no_way_),
      cells_(options, frontier_ ? frontier_->names() : std::make_shared<Names>()),
      history_(cells_, options),
      sequence_(history_),
      cautious_(cautious) {
  reopened_.share = 1;
  handed_ = hand_down(reopened_, OperationKind::Spawn, 0);
}

void Explorer::learn(const sim::Execution& execution, const sim::Simulation& simulation) {
  cells_.read(execution, simulation);
  known_ = history_.size();
  data_race_ = false;
  for (std::size_t step = history_.size(); step < execution.steps.size(); ++step) {
    history_.add(execution);
    if (history_[step].decided) add_node(static_cast<std::uint32_t>(step));
  }
  count_explored(handed_);
  collected_ = kNone;
  turn_races(execution);
  turn_blocked(execution);
}

// A node for the decision that `step` was, with what is asleep there.
void Explorer::add_node(std::uint32_t step) {
  const std::size_t depth = nodes_.size();
  const Action& action = history_[step].action;
  const bool above = depth < guided_;
  Node node{step, above ? first_asleep_[depth] : static_cast<std::uint32_t>(asleep_.size())};
  bool between = false;
  if (depth == guided_) {
    node = reopened_;
    node.step = step;
    node.unsure = first_guide_.unsure;
    misjudged_ |= !nodes_.empty() && !was_foreseen(first_guide_, action);
  } else if (depth > guided_) {
    pass_sleepers(nodes_.back());
    between = comes_between(action);
    follow_guide(node, action);
  }
  if (depth > guided_ && depth >= way_.stems.size()) {
    node.share = handed_;
    handed_ = hand_down(node, action.kind, depth);
  }
  nodes_.push_back(node);
  path_.resize(depth);
  path_.push_back({action.process, action.outcome});
  if (depth < guided_) return;
  const std::span<const Action> sleepers = asleep(depth);
  const bool was_asleep = std::any_of(sleepers.begin(), sleepers.end(), [&](const Action& sleeper) {
    return sleeper.process == action.process && sleeper.outcome == action.outcome;
  });
  redundant_ += was_asleep;
  if (depth < way_.stems.size()) reach_stem(between);
}

// What a node that does `action` has pending, if the path led there. Draws come as soon as they
// can, and those that the path does not know of come in between.
void Explorer::follow_guide(Node& node, const Action& action) {
  if (guides_met_ == guide_.size() || comes_between(action)) return;
  const Guide& guide = guide_[guides_met_];
  misjudged_ |= !was_foreseen(guide.action, action);
  ++guides_met_;
  node.unsure = guide.action.unsure;
  node.pending = guide.pending;
  node.count = guide.count;
}

bool Explorer::comes_between(const Action& action) const noexcept {
  return guides_met_ < guide_.size() && sim::is_draw(action.kind) &&
         guide_[guides_met_].action.process != action.process;
}

// Whether an evaluation reads what it was expected to, or it was not said what.
bool Explorer::was_foreseen(const Action& foreseen, const Action& action) noexcept {
  if (action.kind != OperationKind::Evaluate || foreseen.unsure) return true;
  return foreseen.more == action.more && (!action.uses_something || foreseen.use == action.use);
}

// The step of a node. What it was taken to depend on when it was put in the tree, the tree relies
// on, whatever it turned out to do.
Action Explorer::action_of(const Node& node) const {
  Action action = history_[node.step].action;
  action.unsure = node.unsure;
  return action;
}

// What was asleep before a step and does not depend on it stays asleep behind it.
void Explorer::pass_sleepers(const Node& before) {
  const std::size_t end = asleep_.size();
  const Action taken = action_of(before);
  for (std::size_t i = before.asleep; i < end; ++i)
    if (!depends(asleep_[i], taken, before.step)) asleep_.push_back(asleep_[i]);
}

std::span<const Action> Explorer::asleep(std::size_t depth) const noexcept {
  const std::size_t begin = nodes_[depth].asleep;
  const std::size_t end = depth + 1 < nodes_.size() ? nodes_[depth + 1].asleep : asleep_.size();
  return std::span(asleep_).subspan(begin, end - begin);
}

// Whether the order of two steps matters that both could be number `step`.
bool Explorer::depends(const Action& one, const Action& other, std::uint32_t step) const {
  if (one.process == other.process || history_.touches_life(one, other) ||
      history_.touches_life(other, one) || clash_unsurely(one, other))
    return true;
  bool commutes = true;
  for_each_use(one, cells_.lists(), [&](const Use& use) {
    for_each_use(other, cells_.lists(), [&](const Use& its) {
      if (its.cell != use.cell) return;
      const CellKind& kind = cells_.kind(use.cell);
      const Permits permits = kind.counted() ? history_.permits_before(use.cell, step) : Permits{};
      if (!commute(use, its, permits, kind)) commutes = false;
    });
  });
  return !commutes;
}

bool Explorer::next() {
  share();
  return reopen() || retreat() || take();
}

// Goes back to the last node of its own at which something is left to be done.
bool Explorer::reopen() {
  while (nodes_.size() > way_.stems.size()) {
    const Node node = nodes_.back();
    nodes_.pop_back();
    if (node.pending != kNone) {
      reopened_ = node;
      reopened_.pending = trees_[node.pending].next;
      --reopened_.count;
      handed_ = hand_down(reopened_, history_[node.step].action.kind, nodes_.size());
      asleep_.push_back(action_of(node));
      history_.cut(node.step);
      guided_ = nodes_.size();
      follow(node.pending);
      return true;
    }
    asleep_.resize(node.asleep);
    reserve_.learn(history_[node.step].action.kind, nodes_.size(), node.added);
    count_explored(node.share);
  }
  return false;
}

// The part of a node's share that goes to the child that is begun with, besides those that are
// pending.
double Explorer::hand_down(Node& node, OperationKind kind, std::size_t depth) const noexcept {
  const double part = node.share / (1 + node.count + reserve_.expected(kind, depth));
  node.share -= part;
  return part;
}

void Explorer::count_explored(double share) noexcept {
  if (frontier_)
    frontier_->count_explored(share);
  else
    explored_ += share;
}

// The next execution repeats what comes before the reopened node, then takes the first way down the
// tree; what stands beside that way is pending at the nodes to come.
void Explorer::follow(Branch branch) {
  guide_.clear();
  guides_met_ = 0;
  path_.resize(guided_);
  std::uint32_t count = 0;
  for (Branch pending = kNone;;) {
    const WakeupTrees::Node taken = trees_[branch];
    path_.push_back({taken.action.process, taken.action.outcome});
    if (path_.size() > guided_ + 1)
      guide_.push_back({taken.action, pending, count});
    else
      first_guide_ = taken.action;
    trees_.release(branch);
    if (taken.first == kNone) return;
    branch = taken.first;
    pending = trees_[branch].next;
    count = 0;
    for (Branch other = pending; other != kNone; other = trees_[other].next) ++count;
  }
}

}  // namespace ravel::optimal
