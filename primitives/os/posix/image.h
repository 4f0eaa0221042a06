// Functions of this executable, named by their offset from the start of its image, so that another
// process that runs the same file finds them wherever it was loaded.
#pragma once

#include <cstdint>

#include "primitives/os/processes.h"

namespace ravel::os::posix {

/// Throws std::invalid_argument for a function that is not the executable's own, for example one of
/// a shared library.
std::uint64_t offset_of(Function function);

/// The function that `offset_of` gave `offset` for.
Function function_at(std::uint64_t offset) noexcept;

}  // namespace ravel::os::posix
