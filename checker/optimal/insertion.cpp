// Where a sequence goes in the wakeup tree of the node that it begins at, if it goes there at all.
#include <algorithm>

#include "checker/optimal/explorer.h"

namespace ravel::optimal {

// Puts sequence_ into the tree of its node, unless what it leads to is explored anyway. Returns
// whether that is so for whatever steps come behind its last one.
bool Explorer::insert() {
  const std::size_t depth = history_.decided_before(sequence_.from());
  const std::span<const Action> sleeping = asleep(depth);
  for (const Action& sleeper : sleeping) {
    const Beginning beginning = sequence_.begins_with(sleeper, false);
    if (beginning.possible) return is_in_core(beginning);
  }
  sleepers_.assign(sleeping.begin(), sleeping.end());
  if (depth < way_.stems.size()) return insert_at_stem(depth);
  const std::uint32_t before = appended_;
  const bool settled = insert_below(trees_, nodes_[depth].pending, kNone);
  nodes_[depth].count += appended_ - before;
  nodes_[depth].added += appended_ - before;
  return settled;
}

// Goes down from `parent`, or from the branches that begin with `list`. sleepers_ are those that
// are asleep there. Most ways end where everything is explored anyway: who sleeps further down is
// only looked for at the end of the others.
bool Explorer::insert_below(WakeupTrees& trees, Branch& list, Branch parent) {
  bool settled = true;
  way_down_.clear();
  for (Branch at = parent;;) {
    Branch taken = at == kNone ? list : trees[at].first;
    Beginning beginning;
    for (; taken != kNone; taken = trees[taken].next) {
      beginning = sequence_.begins_with(trees[taken].action, false);
      if (beginning.possible) break;
    }
    if (taken == kNone) {
      pass_down(trees, list, parent);
      return append(trees, list, at) && settled;
    }
    settled = settled && is_in_core(beginning);
    sequence_.skip(trees[taken].action, beginning);
    if (trees[taken].first == kNone || sequence_.empty()) return settled;
    way_down_.push_back(taken);
    at = taken;
  }
}

// Follows way_down_ with the sleepers, to the place where a branch will be added.
void Explorer::pass_down(const WakeupTrees& trees, Branch list, Branch parent) {
  Branch child = parent == kNone ? list : trees[parent].first;
  for (const Branch taken : way_down_) {
    for (; child != taken; child = trees[child].next) sleepers_.push_back(trees[child].action);
    wake(trees[taken].action);
    child = trees[taken].first;
  }
  for (; child != kNone; child = trees[child].next) sleepers_.push_back(trees[child].action);
}

// Whether the sequence begins so whatever steps come behind its last one.
bool Explorer::is_in_core(const Beginning& beginning) const noexcept {
  if (beginning.step == Beginning::kElsewhere) return false;
  return beginning.step == history_.size() || sequence_.is_core(beginning.step);
}

// Those that surely depend on what is taken do not sleep any more.
void Explorer::wake(const Action& taken) {
  std::erase_if(sleepers_, [&](const Action& sleeper) {
    if (sleeper.process == taken.process) return true;
    bool wakes = false;
    for_each_use(sleeper, cells_.lists(), [&](const Use& use) {
      if (cells_.kind(use.cell).counted()) return;
      for_each_use(taken, cells_.lists(), [&](const Use& its) {
        wakes = wakes || (its.cell == use.cell && !commute(use, its, {}, cells_.kind(use.cell)));
      });
    });
    return wakes;
  });
}

// Adds what is left as a new branch: of the sequence no more than its last step needs, if that
// wakes everybody; else the rest has to.
bool Explorer::append(WakeupTrees& trees, Branch& list, Branch parent) {
  const bool core = std::none_of(sleepers_.begin(), sleepers_.end(), [&](const Action& sleeper) {
    return sequence_.begins_with(sleeper, true).possible;
  });
  const auto add = [&](const Action& action) {
    parent = parent == kNone ? trees.append(list, action) : trees.append_child(parent, action);
  };
  if (parent == kNone) ++appended_;
  sequence_.draw_first();
  collected_ = kNone;
  sequence_.for_each_left(core, add);
  return core;
}

}  // namespace ravel::optimal
