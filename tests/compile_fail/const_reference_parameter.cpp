// Nor by a constant reference.
// expected: a child's parameter is a reference
#include "primitives/all.h"

void child(ravel::os::Os&, const ravel::Lock&) {}

void start(ravel::os::Os& os, ravel::Lock& lock) {
  ravel::Process process(os, child, lock);
}
