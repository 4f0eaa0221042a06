// A look at a simulation between two steps: by a chooser that is asked, or when an execution has
// ended, before the next one begins.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "sim/simulation.h"

namespace ravel::sim {

class Inspection {
 public:
  explicit Inspection(const Simulation& simulation) noexcept : loop_(*simulation.loop_) {}

  std::size_t processes() const noexcept;
  std::size_t objects() const noexcept;

  /// See ProcessRecord. Of the process with this number in the steps of the execution.
  std::string path_of(ProcessId process) const;

  /// See ObjectRecord.
  std::string name_of(std::uint32_t object) const;

  /// The names of a trace, without its steps.
  Trace names() const;

  /// Whether `process` could perform `operation` without waiting.
  bool possible(ProcessId process, const Operation& operation) const;

  /// Free permits, bytes on their way, bytes in the file of that name, 1 for somebody who listens,
  /// bytes of a memory. Nothing: there is no such file.
  std::optional<std::uint64_t> amount_in(std::uint32_t object) const;

  /// What is in a memory.
  std::span<const std::byte> bytes_of(std::uint32_t memory) const;

 private:
  Loop& loop_;
};

}  // namespace ravel::sim
