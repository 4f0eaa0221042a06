// What the processes of a run observed, in the order in which they did.
#pragma once

#include <variant>

#include "primitives/os/posix/arena.h"

namespace ravel::os::posix {

using Observed = std::variant<std::int64_t, std::string>;

/// Appends to the run's observations. Throws std::system_error when the arena is full.
void add_observation(Arena& arena, std::string_view name, const Observed& value);

std::vector<std::pair<std::string, Observed>> observations(const Arena& arena);

}  // namespace ravel::os::posix
