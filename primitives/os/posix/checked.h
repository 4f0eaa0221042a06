// The one way in which a failed system call becomes an exception.
#pragma once

#include <cerrno>
#include <string_view>

namespace ravel::os::posix {

/// Throws std::system_error for the current errno: "open 'left.json': No such file or directory".
[[noreturn]] void throw_errno(const char* call, std::string_view path = {});

/// The same for an error number that a call returned instead of setting errno.
[[noreturn]] void throw_error(int error, const char* call, std::string_view path = {});

/// Passes on what a system call returned; throws std::system_error if that is negative.
template <class Result>
Result checked(Result result, const char* call, std::string_view path = {}) {
  if (result < 0) throw_errno(call, path);
  return result;
}

/// Repeats a system call for as long as signals interrupt it.
template <class Call>
auto retried(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

}  // namespace ravel::os::posix
