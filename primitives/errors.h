// What the synchronisation primitives throw at a caller that uses them wrongly: one class for each
// kind that Python tells apart.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace ravel {

/// Something was released that nobody has acquired: Python's ValueError.
class OverRelease : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// A call that only the holder of a lock may make: Python's AssertionError.
class NotHeld : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// "lock 'tickets'", as messages name a primitive; "the lock" if it has no label.
std::string named(std::string_view kind, std::string_view label);

}  // namespace ravel
