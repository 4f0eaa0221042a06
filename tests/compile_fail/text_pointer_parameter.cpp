// Also a C string is a pointer.
// expected: a child's parameter is a pointer
#include "primitives/all.h"

void child(ravel::os::Os&, const char*) {}

void start(ravel::os::Os& os) {
  ravel::Process process(os, child, "text");
}
