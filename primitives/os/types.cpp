#include "primitives/os/types.h"

#include <cstdio>
#include <cstdlib>

namespace ravel::os {

void ensure(bool condition, const char* why) {
  if (condition) return;
  std::fprintf(stderr, "ravel: internal error: %s\n", why);
  std::abort();
}

}  // namespace ravel::os
