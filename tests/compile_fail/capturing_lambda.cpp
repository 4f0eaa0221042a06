// What a lambda captures stays in the parent.
// expected: a lambda that captures
#include "primitives/all.h"

void start(ravel::os::Os& os, int number) {
  ravel::Process process(os, [number](ravel::os::Os&) { static_cast<void>(number); });
}
