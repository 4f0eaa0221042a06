// Wakeup trees: which sequences of steps are still to be explored from a node of the exploration
// (Abdulla, Aronis, Jonsson, Sagonas: Source Sets, JACM 2017). Branches are kept in the order in
// which they were inserted, and explored in that order. All the trees of one explorer share one
// pool.
#pragma once

#include <cstdint>
#include <vector>

#include "checker/optimal/action.h"
#include "checker/optimal/dependence.h"

namespace ravel::optimal {

/// Number of a branch in the pool, or kNone.
using Branch = std::uint32_t;

class WakeupTrees {
 public:
  struct Node {
    Action action;
    Branch next = kNone;   ///< the sibling behind this one
    Branch first = kNone;  ///< the first child
  };

  const Node& operator[](Branch branch) const noexcept { return nodes_[branch]; }

  /// Adds a branch behind the siblings that begin with `list`, which may be kNone.
  Branch append(Branch& list, const Action& action) {
    const Branch added = allocate(action);
    join(list, added);
    return added;
  }

  /// Puts `branch`, which has no siblings yet, behind those that begin with `list`.
  void join(Branch& list, Branch branch) noexcept {
    if (list == kNone) {
      list = branch;
      return;
    }
    Branch last = list;
    while (nodes_[last].next != kNone) last = nodes_[last].next;
    nodes_[last].next = branch;
  }

  /// Adds a child behind the children of `parent`.
  Branch append_child(Branch parent, const Action& action) {
    Branch list = nodes_[parent].first;
    const Branch added = append(list, action);
    nodes_[parent].first = list;
    return added;
  }

  /// Gives the branch back; its children and siblings stay.
  void release(Branch branch) noexcept {
    nodes_[branch].next = free_;
    free_ = branch;
    --used_;
  }

  /// Takes `branch`, with all that is below it and without its siblings, out of `other`.
  Branch move(Branch branch, WakeupTrees& other) {
    const Branch moved = allocate(other[branch].action);
    Branch last = kNone;
    for (Branch child = other[branch].first; child != kNone;) {
      const Branch next = other[child].next;
      const Branch copy = move(child, other);
      (last == kNone ? nodes_[moved].first : nodes_[last].next) = copy;
      last = copy;
      child = next;
    }
    other.release(branch);
    return moved;
  }

  /// How many branches there are in all trees.
  std::size_t size() const noexcept { return used_; }

 private:
  Branch allocate(const Action& action) {
    ++used_;
    if (free_ == kNone) {
      nodes_.push_back({action, kNone, kNone});
      return static_cast<Branch>(nodes_.size() - 1);
    }
    const Branch branch = free_;
    free_ = nodes_[branch].next;
    nodes_[branch] = {action, kNone, kNone};
    return branch;
  }

  std::vector<Node> nodes_;
  Branch free_ = kNone;
  std::size_t used_ = 0;
};

}  // namespace ravel::optimal
