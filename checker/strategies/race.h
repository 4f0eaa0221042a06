// What operations do with what processes share, as far as it shows before they take effect.
#pragma once

#include "sim/choices.h"

namespace ravel {

/// Whether operations of this kind use an object: a semaphore, a memory, a file.
bool uses_an_object(sim::OperationKind kind);

/// Whether an operation leaves its object as it is. `mode` is that of OpenFile, as Step::offset has
/// it.
bool only_looks(sim::OperationKind kind, std::uint32_t mode);

/// Whether somebody could notice which of two enabled processes goes first. True also in some cases
/// where nobody can, for instance if there are permits enough for both.
bool race(const sim::Choices& choices, sim::ProcessId one, sim::ProcessId other);

}  // namespace ravel
