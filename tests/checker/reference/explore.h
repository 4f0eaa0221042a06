// Explores a body with any explorer, sorts its executions into classes, and notes for each class
// what must be the same in all of its executions.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "checker/outcome.h"
#include "checker/strategy.h"
#include "sim/simulation.h"
#include "tests/checker/reference/classes.h"

namespace ravel::reference {

/// Sees one execution; false ends the exploration.
using Visit = std::function<bool(const sim::Execution&, const sim::Trace&)>;

/// A way to explore: runs `body` again and again and shows each execution to `visit`, until there
/// is none left. An execution that turned out to be superfluous ends as sim::Ending::Stopped.
using Explorer = std::function<void(const sim::Body& body, const sim::SimulationOptions& options,
                                    const Visit& visit)>;

/// The explorer that asks a new strategy of `make`, for example optimal_reduction.
using Make = std::function<std::unique_ptr<Strategy>(const sim::SimulationOptions&)>;
Explorer with_strategy(const Make& make);

/// Optimal reduction, as `check` uses it: a cautious one if a first one gave up. Of that, and of
/// any that met a condition of which nobody knows what it would have read, because its process died
/// or gave up, the first execution of each class is shown. Where that gives up, too, what it should
/// have found. Each of several threads has its share.
Explorer by_reduction(std::size_t threads = 1);

/// Plain depth-first search: every interleaving.
Explorer by_depth();

/// What an optimal exploration does, by brute force: of all interleavings the first of each class.
Explorer one_per_class();

/// What an execution leaves to be seen.
struct Result {
  sim::Ending ending{};
  Outcome outcome;
  std::set<std::string> exceptions;  ///< of whom and which
  std::set<std::string> blocked;     ///< in a deadlock: who waits with what for what
  bool operator==(const Result&) const = default;
};

std::string to_string(const Result& result);

struct ClassRecord {
  std::uint64_t executions = 0;
  Result result;  ///< of the first execution
  Placed placed;
};

struct Exploration {
  std::map<Class, ClassRecord> classes;
  std::uint64_t executions = 0;  ///< without the blocked ones
  std::uint64_t blocked_executions = 0;
  bool complete = true;  ///< neither was it ended early nor was an execution cut

  /// Executions of one class that left different things to be seen: the relation is too weak.
  std::vector<std::string> contradictions;

  std::uint64_t deadlocks() const;  ///< classes that end in one
};

/// The ends of processes are choices, because programs may look at them.
sim::SimulationOptions with_exits();

struct Setting {
  sim::SimulationOptions options = with_exits();
  std::uint64_t executions_max = 1'000'000;
};

Exploration explore_classes(const sim::Body& body, const Explorer& explorer,
                            const Setting& setting = {});

/// The same by depth-first search: every class there is.
Exploration dfs_classes(const sim::Body& body, const Setting& setting = {});

/// Every interleaving has been explored: each class must have been seen once for each way to put
/// its steps into a line. One complaint for each that has not.
std::vector<std::string> miscounted_classes(const Exploration& every_interleaving);

}  // namespace ravel::reference
