// The command line: the same for the `ravel` program and for anybody's own scenarios.
#pragma once

#include <span>
#include <string>

#include "checker/cli/host.h"
#include "checker/scenario.h"

namespace ravel {

/// Does what `arguments` (without the program's name) say and returns the exit status: 0 no
/// finding, 1 a finding, 2 a mistake in the arguments, 3 an error of ravel's own, 4 a limit was
/// reached under
/// --require-complete, 5 a replay diverged, 124 a run timed out, 130 a run was interrupted.
/// Mistakes and errors are one line on `host.err`. Throws nothing.
int command_line(std::span<const std::string> arguments, std::span<const Scenario> scenarios,
                 const Host& host);

}  // namespace ravel
