// What is wrong with an execution as one number, made before anything is put into words: most wrong
// executions of a check are wrong in a way that is known already.
#pragma once

#include <cstdint>
#include <string>

#include "sim/simulation.h"

namespace ravel {

/// Equal for executions of one exploration of which `judge` says the same in the same words: who
/// was ended by which exception or exit code, and who waits for ever for what. `violation` is what
/// the invariant says, or null.
std::uint64_t suspicion(const sim::Execution& execution, const std::string* violation);

}  // namespace ravel
