// The one kind of choice that there is: which of the possible transitions an execution takes next.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/operation.h"
#include "sim/process_set.h"
#include "sim/trace.h"

namespace ravel::sim {

/// One way an execution can go on: `process` performs its pending operation with this outcome.
struct Transition {
  ProcessId process = 0;
  Outcome outcome = Outcome::Done;
  bool operator==(const Transition&) const = default;
};

/// All the transitions of one moment, ordered by process. Either every enabled process can go, or
/// one process draws one of several alternatives (see is_draw): drawing is of no concern to the
/// others, so that nothing is lost when it comes first.
class Choices {
 public:
  /// What each process can do now, by process: pending operations and how they can end.
  struct State {
    ProcessSet enabled;
    ProcessSet timing_out;  ///< members of `enabled` whose operation can only end by a timeout
    ProcessSet undecided;   ///< members of `enabled` that can do both: first Done, then TimedOut
    const Operation* const* pending = nullptr;  ///< by process
    ProcessId last = 0;                         ///< who took the step before
    const std::vector<Step>* steps = nullptr;   ///< of the execution, so far
  };

  explicit Choices(const State& state) noexcept : state_(state) {}

  static Choices alternatives(ProcessId process, std::uint32_t count,
                              const Operation* const* pending,
                              const std::vector<Step>& steps) noexcept {
    Choices choices({{}, {}, {}, pending, process, &steps});
    choices.state_.enabled.add(process);
    choices.alternatives_ = count;
    return choices;
  }

  /// Lets `process` do what it has pending, or give up, or both.
  void allow(std::size_t process, bool done, bool timed_out) noexcept {
    if (done || timed_out) state_.enabled.add(process);
    if (done && timed_out) state_.undecided.add(process);
    if (!done && timed_out) state_.timing_out.add(process);
  }

  std::size_t count() const noexcept {
    return alternatives_ ? alternatives_ : state_.enabled.size() + state_.undecided.size();
  }

  /// `index` < count().
  Transition operator[](std::size_t index) const noexcept {
    if (alternatives_) return {state_.last, static_cast<Outcome>(index)};
    if (!state_.undecided.empty()) return among_undecided(index);
    const auto process = static_cast<ProcessId>(state_.enabled.nth(index));
    return {process, state_.timing_out.contains(process) ? Outcome::TimedOut : Outcome::Done};
  }

  /// Calls visit(index, transition) for each of them, in order.
  template <class Visit>
  void for_each(Visit visit) const {
    std::size_t index = 0;
    for (; index < alternatives_; ++index) visit(index, (*this)[index]);
    if (alternatives_ != 0) return;
    state_.enabled.for_each([&](std::size_t id) {
      const auto process = static_cast<ProcessId>(id);
      const bool times_out = state_.timing_out.contains(id);
      if (!times_out) visit(index++, Transition{process, Outcome::Done});
      if (times_out || state_.undecided.contains(id))
        visit(index++, Transition{process, Outcome::TimedOut});
    });
  }

  /// The index of the first transition of `process`, a member of enabled().
  std::size_t index_of(ProcessId process) const noexcept {
    return state_.enabled.rank(process) + state_.undecided.rank(process);
  }

  /// How many transitions `process`, a member of enabled(), has.
  std::size_t ways(ProcessId process) const noexcept {
    return alternatives_ ? alternatives_ : state_.undecided.contains(process) ? 2 : 1;
  }

  /// Whether these are the alternatives of one process that draws.
  bool draws() const noexcept { return alternatives_ != 0; }

  const ProcessSet& enabled() const noexcept { return state_.enabled; }

  /// The process that took the step before; when one draws, that one.
  ProcessId last() const noexcept { return state_.last; }

  /// How many steps the execution has had so far.
  std::size_t step() const noexcept { return state_.steps->size(); }

  /// What `process`, a member of enabled(), is about to do. Valid until the choice is made.
  const Operation& pending(ProcessId process) const noexcept { return *state_.pending[process]; }

  /// What the execution did so far, also without a choice. Valid until the choice is made.
  const std::vector<Step>& steps() const noexcept { return *state_.steps; }

 private:
  Transition among_undecided(std::size_t index) const noexcept {
    Transition found;
    state_.enabled.for_each([&](std::size_t id) {
      const std::size_t first = index_of(static_cast<ProcessId>(id));
      if (first > index) return;
      const bool second = index > first;
      found = {static_cast<ProcessId>(id),
               second || state_.timing_out.contains(id) ? Outcome::TimedOut : Outcome::Done};
    });
    return found;
  }

  State state_;
  std::uint32_t alternatives_ = 0;
};

/// Decides. A strategy of the checker, or a test.
class Chooser {
 public:
  virtual ~Chooser() = default;

  /// Called only when there are at least two transitions. Returns the index of one of them; a
  /// number that is too large ends the execution there (Ending::Stopped).
  virtual std::size_t choose(const Choices& choices) = 0;
};

}  // namespace ravel::sim
