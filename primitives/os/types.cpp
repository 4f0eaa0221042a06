#include "primitives/os/types.h"

#include <cstdio>
#include <cstdlib>

namespace ravel::os {

void internal_error(const char* why) noexcept {
  std::fprintf(stderr, "ravel: internal error: %s\n", why);
  std::abort();
}

}  // namespace ravel::os
