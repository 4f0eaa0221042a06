// The one kind of choice that there is: which of the possible transitions an execution takes next.
#pragma once

#include <cstddef>

#include "sim/operation.h"
#include "sim/process_set.h"

namespace ravel::sim {

/// One way an execution can go on: `process` performs its pending operation with this outcome.
struct Transition {
  ProcessId process = 0;
  Outcome outcome = Outcome::Done;
  bool operator==(const Transition&) const = default;
};

/// All the transitions of one moment, ordered by process. Either every enabled process can go, each
/// in one way, or one process draws one of several alternatives (`os.choose`): drawing is of no
/// concern to the others, so that nothing is lost when it comes first.
class Choices {
 public:
  /// `timing_out` are the members of `enabled` whose operation can only end by a timeout.
  Choices(const ProcessSet& enabled, const ProcessSet& timing_out, ProcessId last) noexcept
      : enabled_(enabled), timing_out_(timing_out), last_(last) {}

  static Choices alternatives(ProcessId process, std::uint32_t count) noexcept {
    Choices choices({}, {}, process);
    choices.enabled_.add(process);
    choices.alternatives_ = count;
    return choices;
  }

  std::size_t count() const noexcept { return alternatives_ ? alternatives_ : enabled_.size(); }

  /// `index` < count().
  Transition operator[](std::size_t index) const noexcept {
    if (alternatives_) return {last_, static_cast<Outcome>(index)};
    const auto process = static_cast<ProcessId>(enabled_.nth(index));
    return {process, timing_out_.contains(process) ? Outcome::TimedOut : Outcome::Done};
  }

  const ProcessSet& enabled() const noexcept { return enabled_; }

  /// The process that took the step before.
  ProcessId last() const noexcept { return last_; }

 private:
  ProcessSet enabled_;
  ProcessSet timing_out_;
  ProcessId last_ = 0;
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
