// The steps of the current execution with their happens-before order, as it grows and is cut back:
// what two executions have in common is computed once.
//
// A row of numbers per step tells how many steps of each process happen before it or are it
// (vector clocks). A step costs one row and a walk along the last uses of the cell that it uses.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "checker/optimal/event.h"
#include "sim/simulation.h"

namespace ravel::optimal {

class History {
 public:
  History(Cells& cells, const sim::SimulationOptions& options);

  /// Forgets all steps from number `steps` on.
  void cut(std::size_t steps);

  /// Adds the step after the last known one.
  void add(const sim::Execution& execution);

  std::size_t size() const noexcept { return events_.size(); }
  const Event& operator[](std::size_t step) const noexcept { return events_[step]; }
  const std::vector<Event>& events() const noexcept { return events_; }

  /// The steps that somebody decided, and how many of them come before a step.
  std::span<const std::uint32_t> decided() const noexcept { return decided_; }
  std::uint32_t decided_before(std::size_t step) const noexcept { return decided_before_[step]; }

  /// How many processes the rows have room for.
  std::size_t width() const noexcept { return width_; }
  const Count* row(std::size_t step) const noexcept { return rows_.data() + step * width_; }

  /// Whether `earlier` happens before `later`, or is it.
  bool before(std::size_t earlier, std::size_t later) const noexcept {
    const Event& event = events_[earlier];
    return row(later)[event.action.process] >= event.index;
  }

  /// The last step of `process`, or of its start in its parent, or kNone.
  std::uint32_t last_of(sim::ProcessId process) const noexcept { return last_[process]; }
  std::uint32_t start_of(sim::ProcessId process) const noexcept { return start_[process]; }
  /// The process that started it; of a thread: the one that it belongs to.
  sim::ProcessId parent_of(sim::ProcessId process) const noexcept { return parent_[process]; }

  /// Whether `wait`, a WaitAll, waits for `process`.
  bool is_waited_for(sim::ProcessId process, const Action& wait) const noexcept {
    return start_[process] != kNone && parent_[process] == wait.process &&
           !cells_.is_daemon_thread(process) &&
           !(wait.threads_only && cells_.owner_of(process) == process);
  }

  /// Whether `action` is a kill of `process`, the end of its parent, or that of the process whose
  /// thread it is; for a daemon, also if it waits for all others.
  bool is_ending_of(const Action& action, sim::ProcessId process) const noexcept;

  /// Whether `one` ends the process of `other`, or both kill the same one.
  bool touches_life(const Action& one, const Action& other) const noexcept {
    return one.concerns_lives() && ends_life_of(one, other);
  }

  Race& race(std::uint32_t number) noexcept { return races_[number]; }

  /// The step that was the end of a process (any of its threads can bring that about) or thread.
  std::uint32_t end_of(sim::ProcessId process) const noexcept { return end_[process]; }

  /// Whether this step, or kNone, was a condition that did not hold, after which its process waits.
  bool awaits(std::uint32_t step) const noexcept {
    return step != kNone && events_[step].action.awaits;
  }

  /// What `process` has acquired of the semaphore and not released.
  std::int32_t held_by(sim::ProcessId process, Cell semaphore) const noexcept;

  /// How the cell stands before step number `step`.
  Permits permits_before(Cell cell, std::size_t step) const noexcept;
  std::uint32_t last_access(Cell cell) const noexcept {
    return cell < heads_.size() ? heads_[cell] : kNone;
  }
  const Access& access(std::uint32_t number) const noexcept { return accesses_[number]; }
  const Cells& cells() const noexcept { return cells_; }

 private:
  bool ends_life_of(const Action& one, const Action& other) const noexcept;
  Count* row(std::size_t step) noexcept { return rows_.data() + step * width_; }
  void drop_last();
  void widen(std::size_t processes);
  std::uint32_t killer_of(const sim::Execution& execution, std::uint32_t number) const;
  void begin_row(const Event& event, const sim::Execution& execution);
  void join(std::uint32_t step) noexcept;
  void join_end(sim::ProcessId process);
  void follow_family(const sim::Step& step);
  void follow_uses(Event& event);
  void follow_one_use(Event& event, Access& access);
  void follow_victims(const Event& event);
  void follow_all(sim::ProcessId victim);
  void follow_endings(sim::ProcessId process);
  void follow_waiting(sim::ProcessId process);
  void note_bytes(Access& access) const;
  void note_permits(Event& event, Access& access) const;
  void meet(const Event& event, std::uint32_t earlier);
  void find_enabling_races(const Event& event);
  bool possible_without(std::uint32_t removed, const Event& event) const;
  void add_race(std::uint32_t first);

  Cells& cells_;
  sim::SimulationOptions options_;
  std::size_t width_ = 16;
  std::vector<Event> events_;
  std::vector<std::uint32_t> decided_;
  std::vector<std::uint32_t> decided_before_;
  std::vector<Count> rows_;
  std::vector<Access> accesses_;
  std::vector<std::uint32_t> heads_;  // by cell: the last access
  std::vector<Race> races_;
  std::vector<Count> base_;  // what precedes the new step whatever others do
  std::vector<std::uint32_t> candidates_;
  std::vector<Wall> walls_;
  std::array<std::uint32_t, sim::kProcessesMax> last_;
  std::array<std::uint32_t, sim::kProcessesMax> start_;
  std::array<std::uint32_t, sim::kProcessesMax> end_;
  std::array<sim::ProcessId, sim::kProcessesMax> parent_{};
  std::array<std::uint16_t, sim::kProcessesMax> starts_{};  // by process: its children
};

}  // namespace ravel::optimal
