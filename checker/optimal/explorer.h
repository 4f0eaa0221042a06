// Optimal dynamic partial-order reduction: one execution for each Mazurkiewicz trace, and none that
// is cut short as redundant (Abdulla, Aronis, Jonsson, Sagonas: Source Sets: A Foundation for
// Optimal Dynamic Partial Order Reduction, JACM 64(4), 2017, algorithm 2: wakeup trees).
//
// An execution is run to its end along a path; then its races are turned round: for each two steps
// that nothing but their own dependence orders, the sequence that has the second one first goes
// into the wakeup tree of the node before the first one, unless what it leads to is covered. The
// next execution follows the deepest sequence that is left.
//
// Beyond the paper: operations that block, whose alternatives show only by what is missing (blocked
// and killed processes, timeouts, data choices), and two savings: of a sequence only the part that
// the last step needs is kept when nothing else is asleep there, and such a race is not looked at
// again while its steps are repeated.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "checker/optimal/frontier.h"
#include "checker/optimal/history.h"
#include "checker/optimal/node.h"
#include "checker/optimal/sequence.h"
#include "checker/optimal/share.h"
#include "checker/optimal/wakeup_tree.h"
#include "sim/simulation.h"

namespace ravel::optimal {

class Explorer {
 public:
  /// `cautious`: takes conditions that are evaluated elsewhere to read whatever there is.
  /// `frontier`: what it shares with others. The first of them begins at the root of the tree, the
  /// others with next().
  Explorer(const sim::SimulationOptions& options, bool cautious,
           std::shared_ptr<Frontier> frontier = nullptr);

  /// What the next execution has to do, and how many of its steps the last one had.
  std::span<const sim::Transition> path() const noexcept { return path_; }
  std::size_t repeated() const noexcept { return history_.size(); }

  /// Learns from the execution along path(), the last one of `simulation`.
  void learn(const sim::Execution& execution, const sim::Simulation& simulation);

  /// Sets the next path; false when every trace has been explored, or the frontier abandoned. Waits
  /// while only others have something to do.
  bool next();

  /// Executions in which a step was taken that was asleep: always 0, or the reduction is broken.
  std::uint64_t redundant() const noexcept { return redundant_; }

  /// The share of the tree that has been explored, by all that share it.
  double explored() const noexcept { return frontier_ ? frontier_->explored() : explored_; }

  /// Whether a condition read something else than it was thought to: then executions may be
  /// missing, and only a cautious exploration can be trusted.
  bool misjudged() const noexcept { return misjudged_; }

  /// Whether what was learned last has two uses of data, one of them a plain one, that could have
  /// come the other way round, and that the executions before had not.
  bool data_race() const noexcept { return data_race_; }

 private:
  void add_node(std::uint32_t step);
  void follow_guide(Node& node, const Action& action);
  bool comes_between(const Action& action) const noexcept;
  static bool was_foreseen(const Action& foreseen, const Action& action) noexcept;
  Action action_of(const Node& node) const;
  void pass_sleepers(const Node& before);
  std::span<const Action> asleep(std::size_t depth) const noexcept;
  bool depends(const Action& one, const Action& other, std::uint32_t step) const;
  void follow(Branch branch);
  bool reopen();
  double hand_down(Node& node, sim::OperationKind kind, std::size_t depth) const noexcept;
  void count_explored(double share) noexcept;

  // What the explorers of a frontier do for each other (sharing.cpp).
  void share();
  bool retreat();
  void add_sleepers(const Stem& stem, std::size_t explored);
  void regain(Stem& stem);
  bool take();
  void reach_stem(bool unforeseen);
  void put_stem_between(const Action& draw);
  bool insert_at_stem(std::size_t depth);

  // What else could have happened (races.cpp).
  void turn_races(const sim::Execution& execution);
  void turn(Race& race);
  bool conclude(const Race& race, Action& last);
  bool complete_draw(Action& draw);
  void turn_alternatives(const sim::Step& step, std::uint32_t number);
  void turn_blocked(const sim::Execution& execution);
  void enable(const Action& action, std::uint32_t own_last, std::uint32_t killer,
              std::uint32_t instead);
  bool try_to_enable(const Action& action, std::uint32_t own_previous, std::uint32_t killer,
                     std::span<const std::uint32_t> removed);

  bool gives_up_anytime(const sim::Operation& operation, std::uint32_t own_last) const;
  void give_up(Action action, std::uint32_t killer);
  bool ends_in_sequence(sim::ProcessId process) const;

  // What comes of a step elsewhere (resolution.cpp).
  bool resolve(Action& last, bool foreign, std::uint32_t own_previous);
  void resolve_release(Action& last, bool foreign) const;
  void resolve_read(Action& last, const Permits& bytes) const;
  void resolve_write(Action& last, const Permits& bytes, bool open) const;
  Cell content_behind(Cell name) const;
  bool is_foreign(const Action& action) const;

  // Where it goes in the tree (insertion.cpp).
  bool insert();
  bool insert_below(WakeupTrees& trees, Branch& list, Branch parent);
  void pass_down(const WakeupTrees& trees, Branch list, Branch parent);
  bool is_in_core(const Beginning& beginning) const noexcept;
  void wake(const Action& taken);
  bool append(WakeupTrees& trees, Branch& list, Branch parent);

  sim::SimulationOptions options_;
  std::shared_ptr<Frontier> frontier_;
  Way no_way_;
  Way& way_;  // the first nodes: those that are shared
  Cells cells_;
  History history_;
  WakeupTrees trees_;
  Sequence sequence_;
  std::vector<sim::Transition> path_;
  Node reopened_;           // the node that the path branches off from
  std::size_t guided_ = 0;  // its depth
  Action first_guide_;      // of the reopened node itself
  std::vector<Guide> guide_;
  std::size_t guides_met_ = 0;
  std::vector<Node> nodes_;
  std::vector<Action> asleep_;
  std::vector<std::uint32_t> first_asleep_;  // of the stems above the reopened node and its own
  std::uint32_t collected_ = kNone;          // the step whose sequence sequence_ holds
  std::vector<Action> sleepers_;             // where a sequence is being inserted
  std::vector<Branch> way_down_;             // of it, through the tree
  std::uint64_t redundant_ = 0;
  Reserve reserve_;
  double handed_ = 0;           // the share of the next node, or of the execution that ends there
  std::uint32_t appended_ = 0;  // branches that are nobody's children, modulo 2^32
  double explored_ = 0;
  std::size_t known_ = 0;  // steps that earlier executions have had
  bool data_race_ = false;
  bool cautious_ = false;
  bool misjudged_ = false;
};

}  // namespace ravel::optimal
