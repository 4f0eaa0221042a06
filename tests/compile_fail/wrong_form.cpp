// A child is always told its operating system.
// expected: of the form void f(os::Os&, parameters...)
#include "primitives/all.h"

void child(int) {}

void start(ravel::os::Os& os) {
  ravel::Process process(os, child, 1);
}
