// A pointer would silently become true.
// expected: an argument is a pointer where the child's function takes a number
#include "primitives/all.h"

void child(ravel::os::Os&, bool) {}

void start(ravel::os::Os& os, int* number) {
  ravel::Process process(os, child, number);
}
