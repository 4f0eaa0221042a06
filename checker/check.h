// Checks one scenario: explores its interleavings in the simulator, judges each execution, and says
// what was found and what was covered.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "checker/finding.h"
#include "checker/outcome.h"
#include "checker/parameters.h"
#include "checker/scenario.h"
#include "checker/system_state.h"
#include "sim/simulation.h"
#include "sim/trace.h"

namespace ravel {

struct CheckOptions {
  std::string strategy = "optimal";             ///< as the command line calls it
  std::optional<std::uint32_t> bound;           ///< of preemptions, delays
  std::optional<std::uint32_t> depth;           ///< of pct: of the bugs it is after
  std::optional<std::uint64_t> executions_max;  ///< none: as many as there are
  std::chrono::duration<double> time_max{60};   ///< seconds
  std::uint32_t steps_max = 10'000;             ///< of one execution
  std::uint64_t seed = 1;
  sim::Timeouts timeouts = sim::Timeouts::Unavailable;
  sim::Clock clock = sim::Clock::Any;
  std::uint32_t kills = 0;   ///< so many processes may be killed, at any of their steps
  std::uint32_t faults = 0;  ///< so many calls may fail or transfer less
  std::uint32_t spin_patience = sim::kSpinPatience;  ///< at first, see SimulationOptions
  bool keep_going = false;                           ///< go on after the first finding
  bool cautious = false;   ///< expect more dependences, see optimal_reduction
  bool minimize = true;    ///< make what shows a finding as simple as it can be
  std::uint32_t jobs = 1;  ///< threads; only optimal has work for more than one
};

/// Where an exploration stands; `explored` is the share in [0, 1] if it can be known.
struct Progress {
  std::uint64_t executions = 0;
  double seconds = 0;
  std::size_t depth = 0;
  std::optional<double> explored;
};

/// Asked now and then (about ten times a second); the exploration ends early when it says false.
using OnProgress = std::function<bool(const Progress&)>;

/// How long an execution is, and how often another process goes on than went before.
struct Extent {
  std::size_t steps = 0;
  std::size_t switches = 0;
  bool operator==(const Extent&) const = default;
};

enum class Verdict { Ok, Finding, Limit };
std::string_view name(Verdict verdict);  ///< "ok", "finding", "limit"

struct CheckResult {
  std::string scenario;
  Parameters parameters;
  CheckOptions options;
  Verdict verdict = Verdict::Ok;
  bool complete = false;     ///< every interleaving was explored
  bool interrupted = false;  ///< the progress callback ended it
  bool crashed = false;      ///< an execution did, or used up the memory: not to be repeated often
  std::string limit;         ///< which limit ended it: "time", "executions", "steps", "bound", ""
  std::string guarantee;     ///< what the strategy can say of what it covered, in words; or ""
  std::uint64_t executions = 0;
  std::uint64_t blocked_executions = 0;
  std::uint64_t steps = 0;    ///< over all executions
  std::size_t max_depth = 0;  ///< steps of the longest execution
  double seconds = 0;
  std::optional<double> explored_estimate;
  std::map<Outcome, std::uint64_t> outcomes;  ///< and in how many executions each was seen
  std::vector<Finding> findings;    ///< one of each kind and message, in order of discovery
  std::vector<Extent> found_with;   ///< by finding: what it was before it was minimized; or empty
  std::optional<sim::Trace> trace;  ///< of the first finding's execution
};

/// Throws UsageError for options that make no sense: a strategy that there is not, a bound for one
/// that has none, a limit that allows nothing.
void validate(const CheckOptions& options);

/// Throws UsageError as `validate` does.
CheckResult check(const Scenario& scenario, const Parameters& parameters,
                  const CheckOptions& options, const OnProgress& on_progress = {});

/// What one execution showed along the schedule of `token`.
struct ReplayResult {
  Parameters parameters;
  Outcome outcome;
  std::vector<Finding> findings;
  std::optional<std::string> divergence;  ///< the step, what was expected and what came
  std::vector<std::size_t> added;         ///< steps that the token does not know
  sim::Trace trace;
  std::vector<std::string> output;     ///< what the processes printed, in order
  std::optional<SystemState> stopped;  ///< where it was to end
};

/// The name of the scenario that `token` belongs to. Throws UsageError if it is damaged.
std::string scenario_of_token(std::string_view token);

/// A step of a replay: its number, whose it is, and what it did.
using OnStep = std::function<void(std::size_t, const std::string&, const std::string&)>;

/// Runs the execution that `token` names, at most `until` steps of it, and calls `watch` behind
/// each step that a process performs itself, on its stack. Throws UsageError for a token that is
/// damaged, of another version, or of another scenario or other parameters.
ReplayResult replay(const Scenario& scenario, std::string_view token,
                    std::optional<std::size_t> until = std::nullopt, const OnStep& watch = {});

}  // namespace ravel
