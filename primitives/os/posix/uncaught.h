// What leaves the function of a process or a thread as an exception.
#pragma once

#include <functional>

#include "primitives/os/posix/process_record.h"

namespace ravel::os::posix {

/// Runs `body`. An exception that leaves it is written into `record` and said on stderr; then the
/// exit code is 1, else 0.
int run_reported(ProcessRecord& record, const std::function<void()>& body);

}  // namespace ravel::os::posix
