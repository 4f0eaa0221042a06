// What an execution leaves to be seen: the values it observed, by name.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>

namespace ravel {

using Observation = std::variant<std::int64_t, std::string>;

/// Ordered by name, so that outcomes can be compared, sorted and printed in one way only.
using Outcome = std::map<std::string, Observation, std::less<>>;

/// "left=0 sold=2"; an empty outcome is "nothing observed".
std::string to_string(const Outcome& outcome);

/// The integer observed as `name`. Throws std::out_of_range if there is none.
std::int64_t integer(const Outcome& outcome, std::string_view name);

}  // namespace ravel
