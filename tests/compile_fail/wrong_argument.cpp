// An argument must convert to its parameter.
// expected: an argument does not convert to the parameter
#include "primitives/all.h"

#include <string>

void child(ravel::os::Os&, std::string) {}

void start(ravel::os::Os& os) {
  ravel::Process process(os, child, 1.5);
}
