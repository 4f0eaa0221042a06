// The operating system interface on top of the execution loop. Internal to sim/.
#pragma once

#include <memory>

#include "primitives/os/os.h"

namespace ravel::sim {

class Loop;

/// One for all processes of a simulation: the loop knows which of them is running.
std::unique_ptr<os::Os> make_simulated_os(Loop& loop);

}  // namespace ravel::sim
