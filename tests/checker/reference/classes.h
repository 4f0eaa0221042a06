// Mazurkiewicz classes in a canonical form: two executions belong to one class if and only if their
// forms are equal, because a class is what each process did and which steps of others came before.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/simulation.h"
#include "tests/checker/reference/dependence.h"

namespace ravel::reference {

/// One step in words that are the same in every execution of its class: numbers that depend on who
/// came first (of processes, objects and open files) are replaced by paths, names and counts.
struct ClassStep {
  sim::OperationKind kind{};
  bool timed_out = false;
  std::string object;        ///< a name, or a process's path; "2nd opened": see `open_file`
  std::uint32_t offset = 0;  ///< of a memory access; of an open file: its mode
  std::uint32_t size = 0;
  std::int32_t error = 0;
  std::uint64_t value = 0;
  Clock clock;  ///< in the order of `Class::processes`, this step included

  bool operator==(const ClassStep&) const = default;
  bool operator<(const ClassStep& other) const;
};

struct ClassProcess {
  std::string path;
  std::vector<ClassStep> steps;
  bool operator==(const ClassProcess&) const = default;
  bool operator<(const ClassProcess& other) const;
};

/// Sorted by path.
struct Class {
  std::vector<ClassProcess> processes;
  bool operator==(const Class&) const = default;
  bool operator<(const Class& other) const { return processes < other.processes; }
};

/// The class of an execution in which timed operations behave as `timeouts`.
Class class_of(const sim::Trace& trace, sim::Timeouts timeouts = sim::Timeouts::Unavailable);

/// One line per process: its path, then its steps with their clocks.
std::string to_string(const Class& of);

/// For each step of each process whether it is placed by a choice. The others (spawning, drawing,
/// waiting for an end without a timeout) take effect as soon as they can.
using Placed = std::vector<std::vector<bool>>;

/// In how many orders the placed steps of a class could be performed if only its own order had to
/// be kept: counted over the sets of steps that are closed downwards.
std::uint64_t linear_extensions(const Class& of, const Placed& placed);

}  // namespace ravel::reference
