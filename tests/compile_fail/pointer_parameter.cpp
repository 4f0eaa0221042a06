// A pointer means nothing in a child.
// expected: a child's parameter is a pointer
#include "primitives/all.h"

void child(ravel::os::Os&, int*) {}

void start(ravel::os::Os& os, int* number) {
  ravel::Process process(os, child, number);
}
