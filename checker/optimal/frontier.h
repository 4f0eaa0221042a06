// What several explorers of one tree have in common, each in a thread of its own. One that has
// nothing left to do goes on with a branch that another one has pending; the nodes on the way there
// are shared from then on: the stems. An explorer that is alone again below a stem, so that nobody
// can find anything more for it, takes it back.
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

namespace ravel::optimal {

struct Stem;

/// A way on from a stem.
struct Offshoot {
  Action action;
  Branch tree = kNone;    ///< while nobody has taken it: in Frontier::trees()
  Stem* below = nullptr;  ///< then: where it leads, if that is a stem
  bool whole = true;      ///< whatever begins with it is explored: its tree was nothing but itself
};

/// A node that several explorers have on their way.
struct Stem {
  static constexpr std::size_t kUnlisted = static_cast<std::size_t>(-1);

  Stem* parent = nullptr;
  std::size_t position = 0;    ///< among the parent's children
  std::size_t depth = 0;       ///< how many decisions come before it
  bool reached = false;        ///< whether anybody has been here, so that the next one is set
  std::vector<Action> asleep;  ///< when it was reached first
  std::vector<Offshoot> children;
  std::size_t taken = 0;          ///< so many of them, the first ones
  std::size_t open = 0;           ///< stems that have something to be taken: itself, those below
  double share = 0;               ///< of the tree: what its children have not got yet
  std::size_t place = kUnlisted;  ///< among those that have something to be taken
};

/// Where an explorer is: the first nodes of its path.
struct Way {
  std::vector<Stem*> stems;
  std::size_t position = 0;  ///< of the next step among the children of the last stem

  /// Which child of the stem at `depth` is on the way.
  std::size_t position_at(std::size_t depth) const noexcept {
    return depth + 1 < stems.size() ? stems[depth + 1]->position : position;
  }
};

class Frontier {
 public:
  explicit Frontier(std::size_t explorers) : ways_(explorers) {}

  /// The way of the next explorer, which alone changes it.
  Way& way() noexcept { return ways_[explorers_++]; }

  /// Whether some explorer waits for work: cheap, may be out of date.
  bool is_wanted() const noexcept { return waiting_.load(std::memory_order_relaxed) > 0; }

  /// What an explorer is to go on with.
  struct Task {
    Stem* stem = nullptr;  ///< where the way has a new child; none: everything has been explored
    double share = 0;      ///< of the tree
  };

  /// Leaves `way` and waits until there is something to do; what is nearest to the end of the way
  /// is done first.
  Task take(Way& way);

  /// Ends all waiting, and whatever is left is left.
  void abandon();

  /// The share of the tree that has been explored, see share.h.
  double explored() const noexcept { return explored_.load(std::memory_order_relaxed); }
  void count_explored(double share) noexcept { explored_.fetch_add(share); }

  std::shared_ptr<Names> names() const noexcept { return names_; }

  /// For everything below, for all stems and for changing a way.
  std::unique_lock<std::mutex> lock();
  WakeupTrees& trees() noexcept { return trees_; }

  /// To be called when there may be something to take at `stem`.
  void list(Stem& stem);

  /// Adds a stem where `parent`, if any, has child number `position`.
  Stem& add_stem(Stem* parent, std::size_t position);

  /// Whether nobody else is below the last stem of `way`, or can find more to do there.
  bool is_left_alone(const Way& way) const;

  /// Forgets a stem and those below it. There must be nobody.
  void remove(Stem& stem);

 private:
  Stem& next_stem(const Way& way);
  void unlist(Stem& stem);
  void forget(Stem& stem);
  double keep_tree(Stem& stem, std::size_t child, double share);
  bool is_passed(const Stem& stem, const Way& but, std::size_t before) const;

  std::vector<Way> ways_;
  std::size_t explorers_ = 0;
  std::shared_ptr<Names> names_ = std::make_shared<Names>();
  std::mutex mutex_;
  std::condition_variable changed_;
  WakeupTrees trees_;
  std::deque<Stem> stems_;
  std::vector<Stem*> unused_;
  std::vector<Stem*> listed_;
  std::atomic<std::size_t> waiting_{0};
  std::atomic<double> explored_{0};
  bool over_ = false;
};

}  // namespace ravel::optimal
