// A program inside of a scenario: what happens at the very end of a process (daemons die, threads
// and children are waited for) can only be observed by somebody who outlives it.
#pragma once

#include <utility>

#include "primitives/os/os.h"
#include "primitives/process.h"

namespace ravel {

/// Runs `function` with `arguments` as the main process of a program, and waits until it, its
/// children and its threads have ended.
template <class Function, class... Arguments>
void run_program(os::Os& os, const Function& function, Arguments&&... arguments) {
  Process program(os, ProcessName{"Program"}, function, std::forward<Arguments>(arguments)...);
  program.start();
  program.join();
}

}  // namespace ravel
