// A sequence of steps that is to be explored from some earlier node: steps of the current execution
// that do not depend on a removed one, and behind them the step that then comes first.
#pragma once

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <vector>

#include "checker/optimal/history.h"

namespace ravel::optimal {

/// Whether some step could begin the sequence, as far as its equivalents go (weak initials, WI in
/// the literature), and where it stands in it.
struct Beginning {
  static constexpr std::uint32_t kElsewhere = kNone;  ///< not in it, and independent of all of it
  bool possible = false;
  std::uint32_t step = kElsewhere;  ///< or the step; the length of the history: the last one
};

class Sequence {
 public:
  explicit Sequence(const History& history) : history_(history) {}

  /// Collects the steps behind number `from` that are neither in `removed` nor depend on one of
  /// them. The last one is set apart.
  void collect(std::uint32_t from, std::span<const std::uint32_t> removed);

  /// Which of the steps have to come before the last one.
  enum class Core {
    Past,     ///< those that happen before it
    All,      ///< all of them: it is not known which
    Nothing,  ///< none; the last one can come first
  };

  /// What comes behind them. `second` is the step of this history that it is (for Core::Past).
  void finish(const Action& last, Core core, std::uint32_t second = kNone);

  std::uint32_t from() const noexcept { return from_; }
  const Action& last() const noexcept { return last_; }
  bool last_is_left() const noexcept { return last_is_left_; }

  /// How the cell stands after all the steps, before the last one.
  Permits permits(Cell cell) const noexcept;
  bool contains(std::uint32_t step) const noexcept {
    return step >= from_ && place_[step] != kNone;
  }

  /// Whether the step has been taken behind all the steps: those that needed no decision are taken
  /// as soon as they can be.
  bool includes(std::uint32_t step) const noexcept;

  /// Takes back what `skip` did.
  void reset();

  /// `core`: asks of the part that the last step needs (see is_core) instead of the whole.
  Beginning begins_with(const Action& action, bool core) const;

  /// Takes `action`, with which it can begin, off the front.
  void skip(const Action& action, const Beginning& beginning);

  /// Moves the draws to the front that nothing left has to come before: they cannot wait. After
  /// that the steps can only be visited, or collected anew.
  bool draw_first();

  /// Whether the last step cannot come before `step`, in whatever equivalent.
  bool is_core(std::uint32_t step) const noexcept {
    if (core_ != Core::Past) return core_ == Core::All;
    if (history_.before(step, second_)) return true;
    return sim::is_draw(history_[step].action.kind) && is_drawn_in_core(step);
  }

  bool empty() const noexcept {
    return !last_is_left_ && std::find(left_.begin(), left_.end(), 1) == left_.end();
  }

  /// Calls `visit` with each action that is left, in an order in which they can be taken.
  template <class Visit>
  void for_each_left(bool core, Visit visit) const {
    const std::size_t place = core_ == Core::Nothing ? drawn_.size() : steps_.size();
    for (std::size_t i = 0;; ++i) {
      if (i == place && last_is_left_) visit(last_);
      if (i == steps_.size()) return;
      if (left_[i] && (!core || is_core(steps_[i]))) visit(history_[steps_[i]].action);
    }
  }

 private:
  bool is_drawn_in_core(std::uint32_t draw) const noexcept;
  void set_front();
  bool commutes_with_all(const Action& action, bool core) const;
  bool commutes_with_uses(const Action& action, const Use& use, bool core) const;
  bool commutes_in_order(const Action& action, const Use& use, bool core) const;
  Permits permits_at_front(Cell cell) const;

  const History& history_;
  std::uint32_t from_ = 0;
  std::vector<std::uint32_t> steps_;
  std::vector<std::uint8_t> left_;       // by place in steps_
  std::vector<std::uint32_t> next_own_;  // by place: that of the process's next step
  std::vector<std::uint32_t> place_;     // by step from from_ on: its place, or kNone
  std::vector<Action> skipped_;
  std::vector<std::size_t> drawn_;  // places of draws that were moved to the front
  static constexpr Count kNoIndex = std::numeric_limits<Count>::max();
  std::vector<Count> first_index_;  // by process: of its first step that is left
  std::array<std::uint32_t, sim::kProcessesMax> first_{};
  Action last_;
  Core core_ = Core::All;
  std::uint32_t second_ = kNone;
  bool last_is_left_ = true;
  bool concerns_lives_ = false;  // one of the steps does
};

}  // namespace ravel::optimal
