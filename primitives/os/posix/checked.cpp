// Turns errno into std::system_error.
#include "primitives/os/posix/checked.h"

#include <string>
#include <system_error>

namespace ravel::os::posix {

void throw_errno(const char* call, std::string_view path) {
  throw_error(errno, call, path);
}

void throw_error(int error, const char* call, std::string_view path) {
  std::string what = call;
  if (!path.empty()) what.append(" '").append(path).append("'");
  throw std::system_error(error, std::generic_category(), what);
}

}  // namespace ravel::os::posix
