// How the command line runs a scenario on a real operating system. The checker knows no real
// system: whoever builds the `ravel` program hands in the runner.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "checker/finding.h"
#include "checker/outcome.h"
#include "checker/parameters.h"
#include "checker/recorded_run.h"
#include "checker/scenario.h"

namespace ravel {

struct RunOptions {
  std::string start_method = "spawn";                ///< "spawn" or "fork"
  std::optional<std::chrono::milliseconds> timeout;  ///< none: wait for ever
  std::optional<std::uint64_t> seed;                 ///< of `os.choose` and `os.entropy`
  bool output_wanted = true;                         ///< else what the processes print is dropped
  bool trace_wanted = false;                         ///< RunReport::recorded
};

/// One real run. `findings` has kinds Assertion, Exception and ExitStatus; tokens stay empty.
struct RunReport {
  Outcome outcome;
  std::vector<Finding> findings;
  bool timed_out = false;
  bool interrupted = false;                ///< by Ctrl-C or SIGTERM
  std::vector<std::string> still_running;  ///< on a timeout: what every process was waiting for
  double seconds = 0;
  std::optional<RecordedRun> recorded;  ///< if it was wanted
};

/// Throws std::runtime_error, with nothing left behind, when the run could not be set up.
using Runner = std::function<RunReport(const Scenario&, const Parameters&, const RunOptions&)>;

}  // namespace ravel
