// A child cannot refer to a variable of its parent.
// expected: a child's parameter is a reference
#include "primitives/all.h"

void child(ravel::os::Os&, int& number) {
  ++number;
}

void start(ravel::os::Os& os, int& number) {
  ravel::Process process(os, child, number);
}
