// Real runs against the enumerated set: whatever comes out of a run must be among what a complete
// check says can come out. If it is not, the model, or a primitive, is wrong.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "checker/check.h"
#include "checker/runner.h"

namespace ravel {

struct ConformOptions {
  CheckOptions check;  ///< of the enumeration
  RunOptions run;      ///< a run that times out has come to no outcome
  std::uint64_t repeat = 50;
};

struct Comparison {
  CheckResult enumerated;
  std::uint64_t runs = 0;
  double seconds = 0;  ///< of the runs
  bool timed_out = false;
  bool interrupted = false;
  std::map<Outcome, std::uint64_t> seen;  ///< in how many runs
  std::vector<std::string> outside;       ///< what the check does not know, in words
  std::vector<Outcome> never_seen;        ///< enumerated, but in no run

  bool conforms() const { return outside.empty(); }
  /// False if something is outside of a set that is not complete: it may be in the rest.
  bool decided() const { return conforms() || enumerated.complete; }
};

/// Asked after each run; no more runs are made when it says false.
using OnRun = std::function<bool(std::uint64_t runs)>;

/// Blocks for the check and the runs. The runs end with the first one that times out. Throws what
/// `check` and `runner` throw.
Comparison conform(const Scenario& scenario, const Parameters& parameters,
                   const ConformOptions& options, const Runner& runner, const OnRun& on_run = {});

}  // namespace ravel
