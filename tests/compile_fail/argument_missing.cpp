// Every parameter wants its argument.
// expected: the number of arguments is not the number of parameters
#include "primitives/all.h"

void child(ravel::os::Os&, int, int) {}

void start(ravel::os::Os& os) {
  ravel::Process process(os, child, 1);
}
