// The words for the kinds of findings.
#include "checker/finding.h"

namespace ravel {

std::string_view name(FindingKind kind) {
  switch (kind) {
    case FindingKind::Assertion:
      return "assertion";
    case FindingKind::Invariant:
      return "invariant";
    case FindingKind::Race:
      return "race";
    case FindingKind::Deadlock:
      return "deadlock";
    case FindingKind::PartialDeadlock:
      return "partial-deadlock";
    case FindingKind::LockOrder:
      return "lock-order";
    case FindingKind::LostWakeup:
      return "lost-wakeup";
    case FindingKind::Livelock:
      return "livelock";
    case FindingKind::Starvation:
      return "starvation";
    case FindingKind::UnreleasedLock:
      return "unreleased-lock";
    case FindingKind::OverRelease:
      return "over-release";
    case FindingKind::Leak:
      return "leak";
    case FindingKind::Exception:
      return "exception";
    case FindingKind::ExitStatus:
      return "exit-status";
    case FindingKind::Divergence:
      return "divergence";
  }
  return "unknown";
}

}  // namespace ravel
