// One execution in the simulator, as `ravel run --os sim` shows it: a run like any other, on an
// operating system that a seed decides.
#pragma once

#include <ostream>

#include "checker/runner.h"

namespace ravel {

/// Runs scenarios along uniform random walks. Each call walks another way, from `RunOptions::seed`
/// (1 by default) on; the same calls give the same runs. What the processes print goes to `out`.
/// Start method and timeout mean nothing here.
Runner simulated_runner(std::ostream& out);

}  // namespace ravel
