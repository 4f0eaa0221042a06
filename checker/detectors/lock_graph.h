// Locks that are taken in circular orders, predicted from an execution in which all went well
// (Goodlock: Havelund, SPIN 2000; with gate locks: Bensalem, Havelund, HVC 2005). A lock counts
// only if it is used as one: whoever releases it holds it.
#pragma once

#include <vector>

#include "checker/detectors/detector.h"
#include "sim/simulation.h"

namespace ravel {

/// `process` took the lock `wanted` while it held the lock `held`.
struct LockEdge {
  sim::ProcessId process = 0;
  std::uint32_t held = 0;
  std::uint32_t wanted = 0;
  std::uint32_t step = 0;            ///< that took `wanted`
  std::vector<std::uint32_t> gates;  ///< what else it held then
};

/// Each process wants what the next one holds, the last one what the first one holds.
using LockCycle = std::vector<LockEdge>;

/// The cycles of different processes that no common gate lock excludes, and that nothing but the
/// locks orders. Acquires with a timeout give up, and are in none.
std::vector<LockCycle> lock_cycles(const Evidence& evidence);

}  // namespace ravel
