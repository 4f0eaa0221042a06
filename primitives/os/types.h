// The vocabulary that every call of the operating system layer shares: handles, timeouts, the
// place a call came from, and the errors.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

namespace ravel::os {

/// Names an object of the operating system inside one run: a semaphore, shared memory, a child, an
/// open file. The same number means the same object in every process that it was handed to; open
/// files and children belong to the process that made them.
enum class Handle : std::uint32_t {};

inline constexpr Handle kNoHandle{0xFFFFFFFF};

/// How long a call may block: no value waits for ever, zero or less only tries.
using Timeout = std::optional<std::chrono::nanoseconds>;

/// A Timeout and not std::nullopt: to convert that, g++ writes one byte and reads eight, which
/// costs a processor more than the lock that the call acquires.
inline constexpr Timeout kForever{};

/// The place in the user's source that asked for an operation. As a default argument it names the
/// caller: std::source_location is missing from clang 14.
struct Where {
  const char* file = "";
  int line = 0;

  static constexpr Where here(const char* file = __builtin_FILE(),
                              int line = __builtin_LINE()) noexcept {
    return {file, line};
  }
};

/// A call that this operating system, or this backend of Ravel, does not offer.
class Unsupported : public std::runtime_error {
 public:
  explicit Unsupported(const std::string& what)
      : std::runtime_error(what + ": not offered by this operating system layer") {}
};

/// Thrown by `expect`: the program found that it is wrong. Ends the process with exit code 1 and is
/// reported as a failed assertion instead of as an unexpected exception.
class AssertionFailed : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Prints `why` and aborts: for defects of Ravel itself, or of a caller that broke a precondition.
[[noreturn]] void internal_error(const char* why) noexcept;

/// Always on, in every build.
inline void ensure(bool condition, const char* why) noexcept {
  if (!condition) [[unlikely]]
    internal_error(why);
}

}  // namespace ravel::os
