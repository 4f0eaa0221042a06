// The order that every schedule of an execution would keep: a function of its trace and nothing
// else. Two steps that it does not order could have happened the other way round.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "sim/trace.h"

namespace ravel {

/// Why one step comes before another.
enum class EdgeKind {
  Program,   ///< the same process performs both, one after the other
  Spawn,     ///< the first starts the process whose first step the second is
  ExitWait,  ///< the second waited for the process whose last step the first is
  Object,    ///< both use one object, and exchanging them could be noticed
};

/// "program", "spawn", "exit-wait", "object".
std::string_view name(EdgeKind kind);

/// `from` happens before `to`; both are indices into the trace.
struct Edge {
  std::size_t from = 0;
  std::size_t to = 0;
  EdgeKind kind{};
  bool operator==(const Edge&) const = default;
};

/// One entry per process: how many of its steps happened before, or are, the step it belongs to.
using VectorClock = std::vector<std::uint32_t>;

struct HappensBefore {
  std::vector<VectorClock> clocks;  ///< one per step
  /// The transitive reduction of the order, except that program order is always written out. In the
  /// order of `to`; of edges into one step the program edge is first, object edges go backwards.
  std::vector<Edge> edges;
};

/// Steps on one semaphore are ordered unless both only look at it; so are accesses to one word of
/// memory, or to one file, unless both only read.
HappensBefore happens_before(const sim::Trace& trace);

}  // namespace ravel
