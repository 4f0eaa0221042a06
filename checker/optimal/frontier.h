// What several explorers of one tree have in common, each in a thread of its own. One that has
// nothing left to do goes on with a branch that another one has pending; the nodes on the way there
// are shared from then on: the stems.
//
// The order of the children of a stem is that in which a single explorer would take them. Which of
// them an explorer is in decides what the others are to it: those before its own count as explored,
// as they will have been; into those behind it, sequences are inserted, also where others have
// begun with them. Therefore a stem remembers the tree that a branch had when it was taken: its
// inner nodes are stems, too.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "checker/optimal/cells.h"
#include "checker/optimal/wakeup_tree.h"
#include "sim/choices.h"

namespace ravel::optimal {

struct Stem;

/// A way on from a stem.
struct Offshoot {
  Action action;
  Branch tree = kNone;    ///< while nobody has taken it: in Frontier::trees()
  Stem* below = nullptr;  ///< then: where it leads, if its tree had more than itself
};

/// A node that several explorers have on their way.
struct Stem {
  static constexpr std::size_t kUnlisted = static_cast<std::size_t>(-1);

  Stem* parent = nullptr;
  sim::Transition way;         ///< from the parent to this one
  std::size_t position = 0;    ///< of that way among the parent's children
  std::size_t depth = 0;       ///< how many decisions come before it
  bool reached = false;        ///< whether anybody has been here, so that the next one is set
  std::vector<Action> asleep;  ///< when it was reached first
  std::vector<Offshoot> children;
  std::size_t taken = 0;          ///< so many of them, the first ones
  double share = 0;               ///< of the tree: what its children have not got yet
  std::size_t place = kUnlisted;  ///< among those that have something to be taken
};

class Frontier {
 public:
  explicit Frontier(std::size_t explorers) : explorers_(explorers) {}

  /// Whether some explorer waits for work: cheap, may be out of date.
  bool is_wanted() const noexcept { return waiting_.load(std::memory_order_relaxed) > 0; }

  /// What an explorer is to go on with.
  struct Task {
    Stem* stem = nullptr;  ///< none: everything has been explored
    std::size_t child = 0;
    double share = 0;            ///< of the tree
    std::vector<Action> asleep;  ///< at the stem, when the child is begun with
  };

  /// Waits until there is something to do; what is nearest to the end of `way`, where the explorer
  /// comes from, is done first.
  Task take(const std::vector<Stem*>& way);

  /// Ends all waiting, and whatever is left is left.
  void abandon();

  /// The share of the tree that has been explored, see share.h.
  double explored() const noexcept { return explored_.load(std::memory_order_relaxed); }
  void count_explored(double share) noexcept { explored_.fetch_add(share); }

  std::shared_ptr<Names> names() const noexcept { return names_; }

  /// For everything below, and for all stems.
  std::mutex& mutex() noexcept { return mutex_; }
  WakeupTrees& trees() noexcept { return trees_; }

  /// To be called when there may be something to take at `stem`.
  void list(Stem& stem);

  /// Stems stay until the end: any may get more to be taken.
  Stem& add_stem() { return stems_.emplace_back(); }

 private:
  Stem& next_stem(const std::vector<Stem*>& way);
  void unlist(Stem& stem);
  double keep_tree(Stem& stem, std::size_t child, double share);

  const std::size_t explorers_;
  std::shared_ptr<Names> names_ = std::make_shared<Names>();
  std::mutex mutex_;
  std::condition_variable changed_;
  WakeupTrees trees_;
  std::deque<Stem> stems_;
  std::vector<Stem*> listed_;
  std::atomic<std::size_t> waiting_{0};
  std::atomic<double> explored_{0};
  bool over_ = false;
};

}  // namespace ravel::optimal
