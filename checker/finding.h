// A finding: something wrong that an execution showed. It is a value; texts are made by reports.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ravel {

enum class FindingKind {
  Assertion,
  Invariant,
  Race,
  Deadlock,
  PartialDeadlock,
  LockOrder,
  LostWakeup,
  Livelock,
  Starvation,
  UnreleasedLock,
  OverRelease,
  Leak,
  Exception,
  ExitStatus,
  Divergence,
};

/// The word that the JSON report and the command line use: "assertion", "partial-deadlock", ...
std::string_view name(FindingKind kind);

/// `who` waits for `what`; `held_by` is empty when nobody holds it.
struct WaitsFor {
  std::string who;
  std::string what;
  std::string held_by;
  bool operator==(const WaitsFor&) const = default;
};

struct Finding {
  FindingKind kind = FindingKind::Assertion;
  std::string message;
  std::string token;                   ///< replays the execution that showed it
  std::size_t step = 0;                ///< index into the trace: where it showed
  std::vector<std::string> processes;  ///< the ones concerned
  std::vector<std::string> locations;  ///< "file:line"
  std::vector<WaitsFor> waits;
  std::size_t schedule_length = 0;
  std::size_t context_switches = 0;
  std::optional<std::size_t> minimized_from;  ///< context switches before minimization
};

}  // namespace ravel
