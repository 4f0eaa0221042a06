// Names the things that processes share by numbers that no schedule changes, and tells what a step
// does to them. Objects are known by who made them and as how many-eth, files by their path, the
// contents of files by who made them: whoever comes first to make one changes no name.
#pragma once

#include <map>
#include <tuple>
#include <vector>

#include "checker/optimal/action.h"
#include "sim/simulation.h"

namespace ravel::optimal {

/// What the dependence relation needs to know of a cell.
struct CellKind {
  bool semaphore = false;
  std::uint32_t initial = 0;  ///< permits
  std::uint32_t maximum = 0;
};

/// Semaphores with this many permits or more never are at their maximum.
inline constexpr std::uint32_t kUnbounded = 0x7FFFFFFF;

class Cells {
 public:
  explicit Cells(const sim::SimulationOptions& options);

  /// Reads the objects of the execution that the next steps belong to.
  void read(const std::vector<sim::Object>& objects);

  /// What `step` did.
  Action action_of(const sim::Step& step);

  /// What `operation` of `process` would do if it succeeded.
  Action action_of(sim::ProcessId process, const sim::Operation& operation);

  /// Makes `action`, which opens a file by its name, one that finds `found` there, or nothing (0).
  void find(Action& action, Cell found);

  const CellKind& kind(Cell cell) const { return kinds_[cell]; }
  std::size_t size() const { return kinds_.size(); }
  const UseLists& lists() const { return lists_; }

 private:
  bool blocks(const sim::Step& step) const noexcept;
  Cell add(std::size_t count, CellKind kind = {});
  Cell cell_of(const sim::Object& object);
  Cell content(std::uint32_t identity);
  void add_uses(Action& action, const sim::Step& step);
  void use(Action& action, Cell cell, Role role, std::uint8_t mask = 0xFF);

  sim::SimulationOptions options_;
  std::vector<CellKind> kinds_;
  std::vector<Cell> objects_;  // the first cell of each object of this execution
  std::map<std::tuple<sim::ObjectKind, std::uint32_t, std::uint32_t, std::uint32_t>, Cell> known_;
  std::map<std::uint32_t, Cell> contents_;  // two cells each: the bytes, the lock
  Cell lives_ = 1;                          // one for each process: whether it has ended
  UseLists lists_;
};

}  // namespace ravel::optimal
