// Whether what was found is what was expected.
#pragma once

#include <set>
#include <span>

#include "checker/finding.h"

namespace ravel {

/// The kinds that were found, in the words of what was expected: an expected deadlock stands for a
/// partial one, since who has ended meanwhile depends on the schedule. A lost wake-up and an end of
/// a stream that was not closed have to be expected by their names.
inline std::set<FindingKind> as_expected(std::span<const Finding> found,
                                         const std::set<FindingKind>& expected) {
  std::set<FindingKind> kinds;
  for (const Finding& finding : found) {
    const bool stands_for = finding.kind == FindingKind::PartialDeadlock &&
                            !expected.contains(FindingKind::PartialDeadlock) &&
                            expected.contains(FindingKind::Deadlock);
    kinds.insert(stands_for ? FindingKind::Deadlock : finding.kind);
  }
  return kinds;
}

}  // namespace ravel
