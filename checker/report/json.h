// Reports as JSON, schema 1. Keys keep their order and numbers their form, so that equal results
// give equal bytes; bytes that are not UTF-8 become U+FFFD. Every text ends with a newline.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "checker/check.h"
#include "checker/conform.h"
#include "checker/finding.h"
#include "checker/outcome.h"
#include "checker/parameters.h"
#include "checker/recorded_run.h"
#include "checker/scenario.h"
#include "sim/trace.h"

namespace ravel {

/// The version of the program, as `--version` and every report state it.
std::string_view version();

/// What is measured around a result and not part of it.
struct Measured {
  CheckResult result;
  std::uint64_t peak_rss_bytes = 0;
};

/// One object per result; in an array if `as_array`.
std::string check_json(std::span<const Measured> results, bool as_array);

/// A replay has the form of a check of one execution with the strategy "replay". What would differ
/// between two replays of one token, times and memory, is null.
std::string replay_json(const std::string& scenario, const ReplayResult& result);

/// What `ravel run` saw over all its runs.
struct RunSummary {
  std::string scenario;
  Parameters parameters;
  std::string os = "posix";
  std::string start_method;
  std::optional<std::uint64_t> seed;
  std::uint64_t runs = 0;
  double seconds = 0;
  bool timed_out = false;
  bool interrupted = false;
  std::vector<std::string> still_running;
  std::map<Outcome, std::uint64_t> outcomes;
  std::vector<Finding> findings;
};

/// The keys of a check as far as they apply, with `os`, `start_method`, `runs`, `timed_out`,
/// `interrupted` and `still_running`; the verdict is "ok", "finding" or "limit" (a timeout).
std::string run_json(const RunSummary& summary);

/// {verdict: "ok", "finding" (something is outside of what the check knows) or "limit" (outside of
/// an enumeration that is not complete), complete, runs, seconds, timed_out, interrupted, outcomes:
/// [{observations, runs}], never_seen: [observations], outside: [text]}; in an array if `as_array`.
std::string conform_json(std::span<const Comparison> comparisons, bool as_array);

/// The trace alone: {processes, steps, edges}, without anything that differs between two machines.
std::string trace_json(const sim::Trace& trace);

/// The same of a real run, and {pending: [{process, thread, operation, object, location, held_by}],
/// left_out}; its steps have the key `seconds`.
std::string recorded_json(const RecordedRun& run);

/// An array of {name, group, summary, parameters, expected}.
std::string list_json(std::span<const Scenario* const> scenarios);

}  // namespace ravel
