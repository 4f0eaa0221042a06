// Finds pairs of conflicting accesses that no synchronisation orders.
#pragma once

#include <optional>
#include <vector>

#include "checker/detectors/synchronisation.h"

namespace ravel {

/// One access to plain shared memory or to the content of a file.
struct Access {
  std::uint32_t step = 0;
  sim::ProcessId process = 0;
  bool file = false;
  bool writes = false;
  bool atomic = false;       ///< memory: an atomic access; file: a write that appends
  std::uint32_t object = 0;  ///< memory; file: its content
  std::uint32_t begin = 0;   ///< bytes of the memory
  std::uint32_t end = 0;
};

struct RacingPair {
  Access first;  ///< of the process with the lower number
  Access second;
};

/// Keeps its memory from one execution to the next, so that it can look at each of many.
class RaceScan {
 public:
  /// For each memory and file that has a race, the first pair in the order of processes and of
  /// their own steps: the same pair whatever the order of unrelated steps was.
  const std::vector<RacingPair>& scan(const sim::Execution& execution,
                                      const std::vector<Limits>& limits);

 private:
  void collect(const sim::Execution& execution);
  bool shared_by_conflict() const;
  std::optional<RacingPair> first_pair(std::size_t begin, std::size_t end) const;

  Synchronisation synchronisation_;
  std::vector<Access> accesses_;
  std::vector<bool> appends_;  // by open file
  std::vector<RacingPair> pairs_;
};

}  // namespace ravel
