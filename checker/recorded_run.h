// What the processes of a real run did, in the words of the simulator.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "sim/trace.h"

namespace ravel {

/// A call that had not returned when its process was ended, or the run.
struct PendingCall {
  sim::Step step;       ///< without a result
  std::string held_by;  ///< who has what it waits for, as far as it is known
};

/// Nothing comes before what made it possible; but two accesses to the same memory that overlapped
/// in time may have changed places. Connections are not matched with who accepted them. `enabled`
/// of a step is empty, since nobody chose.
struct RecordedRun {
  sim::Trace trace;
  std::vector<double> seconds;       ///< of each step: when it began, from the start of the run
  std::vector<PendingCall> pending;  ///< at most one of each process and thread
  std::uint64_t left_out = 0;        ///< calls for which there was no room
  std::shared_ptr<const std::set<std::string>> files;  ///< what the places of steps point into
};

}  // namespace ravel
