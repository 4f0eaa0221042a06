// Whether what was found is what was expected.
#pragma once

#include <set>
#include <span>

#include "checker/finding.h"

namespace ravel {

/// Whether it says that somebody waits for ever: a deadlock, or a case of one.
constexpr bool is_deadlock(FindingKind kind) {
  return kind == FindingKind::Deadlock || kind == FindingKind::PartialDeadlock ||
         kind == FindingKind::LostWakeup || kind == FindingKind::Leak;
}

/// The kinds that were found, in the words of what was expected: an expected deadlock stands for
/// its cases too (a partial deadlock, a lost wake-up, an end of a stream that was not closed).
inline std::set<FindingKind> as_expected(std::span<const Finding> found,
                                         const std::set<FindingKind>& expected) {
  std::set<FindingKind> kinds;
  for (const Finding& finding : found) {
    const bool stands_for = !expected.contains(finding.kind) && is_deadlock(finding.kind) &&
                            expected.contains(FindingKind::Deadlock);
    kinds.insert(stands_for ? FindingKind::Deadlock : finding.kind);
  }
  return kinds;
}

}  // namespace ravel
