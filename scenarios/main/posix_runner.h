// The runner of the command line on a POSIX system.
#pragma once

#include "checker/runner.h"
#include "primitives/os/posix/run.h"

namespace ravel {

/// Blocks until the run has ended, as os::posix::run does, and throws what that throws.
RunReport run_on_posix(const Scenario& scenario, const Parameters& parameters,
                       const RunOptions& options);

/// What the ends of the processes say about the program: a failed assertion, an uncaught exception,
/// a bad exit code. Ends that somebody asked for say nothing.
std::vector<Finding> findings_of(const std::vector<os::posix::EndedProcess>& ended);

}  // namespace ravel
