// A pointer inside a vector is found by cereal.
// expected: Cereal does not support serializing raw pointers
#include "primitives/all.h"

#include <vector>

void child(ravel::os::Os&, std::vector<int*>) {}

void start(ravel::os::Os& os) {
  ravel::Process process(os, child, std::vector<int*>());
}
