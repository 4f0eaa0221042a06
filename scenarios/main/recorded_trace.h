// From the log of a real run to a trace.
#pragma once

#include <span>

#include "checker/recorded_run.h"
#include "primitives/os/recording/log.h"

namespace ravel {

/// `entries` are a whole log, in any order.
RecordedRun recorded_run(std::span<const os::recording::Entry> entries, std::uint64_t left_out);

}  // namespace ravel
