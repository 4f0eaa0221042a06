// Whether two processes are about to race: a function of what they will do next.
#pragma once

#include "sim/choices.h"

namespace ravel {

/// Whether somebody could notice which of two enabled processes goes first. True also in some cases
/// where nobody can, for instance if there are permits enough for both.
bool race(const sim::Choices& choices, sim::ProcessId one, sim::ProcessId other);

}  // namespace ravel
