// What a system is like between two steps, as text: a line for each process and each object.
#pragma once

#include <string>

#include "checker/system_state.h"

namespace ravel {

std::string state_text(const SystemState& state);

}  // namespace ravel
