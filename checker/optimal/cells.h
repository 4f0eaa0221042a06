// Names the things that processes share by numbers that no schedule changes, and tells what a step
// does to them. Objects are known by who made them and as how many-eth, files by their path, the
// contents of files by who made them: whoever comes first to make one changes no name.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>
#include <vector>

#include "checker/optimal/action.h"
#include "sim/simulation.h"

namespace ravel::optimal {

/// What the dependence relation needs to know of a cell.
struct CellKind {
  enum class Sort : std::uint8_t { Plain, Semaphore, Stream };
  Sort sort = Sort::Plain;
  std::uint32_t initial = 0;  ///< permits
  std::uint32_t maximum = 0;  ///< permits; of a stream: its capacity

  bool semaphore() const noexcept { return sort == Sort::Semaphore; }
  bool stream() const noexcept { return sort == Sort::Stream; }
  /// Whether it matters how often it was used before.
  bool counted() const noexcept { return sort != Sort::Plain; }
};

/// Semaphores with this many permits or more never are at their maximum.
inline constexpr std::uint32_t kUnbounded = 0x7FFFFFFF;

/// The numbers that have been given so far, to cells and to lists of uses. The threads of one
/// exploration share them: each keeps a copy of its own, and asks here for what that has not.
class Names {
 public:
  /// Objects by kind, creator, number, limit, initial value and name.
  using Identity = std::tuple<sim::ObjectKind, std::uint32_t, std::uint32_t, std::uint32_t,
                              std::uint32_t, std::string>;

  Cell of_object(const Identity& identity);
  Cell of_content(std::uint32_t identity);  ///< two cells: the bytes, the lock
  /// One for each process: whether it has ended. Behind them: the kills and the faults that are
  /// left.
  Cell of_lives(const sim::SimulationOptions& options);
  std::uint32_t of_list(const std::vector<Use>& uses);

  /// Adds to the copies what has come since.
  void update(std::vector<CellKind>& kinds, UseLists& lists);

 private:
  Cell add(std::size_t count, CellKind kind = {});
  Cell add_object(const Identity& identity);

  std::mutex mutex_;
  std::vector<CellKind> kinds_ = std::vector<CellKind>(1);
  std::map<Identity, Cell> objects_;
  std::map<std::uint32_t, Cell> contents_;
  Cell lives_ = 0;
  UseLists lists_;
};

class Cells {
 public:
  Cells(const sim::SimulationOptions& options, std::shared_ptr<Names> names);

  /// Sets the execution, the last one of `simulation`, that the next steps belong to. It has to be
  /// the same simulation each time.
  void read(const sim::Execution& execution, const sim::Simulation& simulation);

  /// What step `number` of the execution did.
  Action action_of(std::size_t number);

  /// What `step` would do in this execution.
  Action action_of(const sim::Step& step);

  /// What `operation` of `process` would do if it succeeded.
  Action action_of(sim::ProcessId process, const sim::Operation& operation);

  /// Whether an operation with a timeout can have to wait: else it can give up instead.
  bool timed_ones_block() const noexcept {
    return options_.clock == sim::Clock::Virtual || options_.timeouts != sim::Timeouts::Unavailable;
  }

  void add_use(Action& action, const Use& one) { use(action, one); }

  /// Makes `action`, which opens a file by its name, one that finds `found` there, or nothing (0).
  void find(Action& action, Cell found);

  /// Makes `action`, which connects, one that finds a listener.
  void expect_connection(Action& action);

  /// What the draws of this kind, Fate or Fault, use up.
  Cell budget(sim::OperationKind draw) const noexcept {
    return lives_ + static_cast<Cell>(sim::kProcessesMax) +
           (draw == sim::OperationKind::Fault ? 1 : 0);
  }

  sim::ProcessId process_of_life(Cell life) const noexcept {
    return static_cast<sim::ProcessId>(life - lives_);
  }
  const CellKind& kind(Cell cell) const { return kinds_[cell]; }
  std::size_t size() const { return kinds_.size(); }
  const UseLists& lists() const { return lists_; }

  /// Learns the numbers that other threads have been given, before their actions are looked at.
  void update() { names_->update(kinds_, lists_); }

  /// The process that a thread belongs to; itself for a process.
  sim::ProcessId owner_of(sim::ProcessId thread) const {
    return execution_->processes[thread].process;
  }
  bool is_daemon_thread(sim::ProcessId thread) const {
    return execution_->processes[thread].daemon && owner_of(thread) != thread;
  }

 private:
  bool blocks(const sim::Step& step) const noexcept;
  Cell cell_of(const sim::Object& object, const sim::Simulation& simulation);
  Cell content(std::uint32_t identity);
  std::uint32_t number_of(const std::vector<Use>& uses);
  void add_uses(Action& action, const sim::Step& step);
  void add_file_uses(Action& action, const sim::Step& step);
  void add_stream_uses(Action& action, const sim::Step& step);
  void add_looks(Action& action, const sim::Step& step);
  void add_inheritance(Action& action, std::size_t number);
  void use(Action& action, Cell cell, Role role, std::uint8_t mask = 0xFF);
  void use(Action& action, const Use& one);
  Use of_stream(const sim::Step& step, std::uint32_t object, Role role) const;

  sim::SimulationOptions options_;
  const sim::Execution* execution_ = nullptr;
  std::vector<CellKind> kinds_;
  std::vector<sim::Object> objects_;  // of this execution
  std::vector<Cell> cells_;           // the first cell of each
  // By kind, creator, number or the simulation's number of the name, limit and initial value.
  using OwnIdentity =
      std::tuple<sim::ObjectKind, std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>;
  std::map<OwnIdentity, Cell> known_;
  std::map<std::uint32_t, Cell> contents_;
  std::shared_ptr<Names> names_;
  Cell lives_;
  UseLists lists_;
};

}  // namespace ravel::optimal
