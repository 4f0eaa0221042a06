// What the environment says to a check in GoogleTest.
#pragma once

#include <string>

#include "checker/check.h"

namespace ravel {

/// `options` with what RAVEL_STRATEGY, RAVEL_EXECUTIONS, RAVEL_TIME and RAVEL_SEED set. Throws
/// UsageError, which names the variable, for a value that is none.
CheckOptions options_of_environment(const CheckOptions& options);

/// The token of RAVEL_REPLAY, or in the file that it names; "" if there is none. Throws UsageError
/// if the file cannot be read.
std::string replay_of_environment();

}  // namespace ravel
