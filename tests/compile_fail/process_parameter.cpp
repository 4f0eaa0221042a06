// PR-04: only its creator may use a process.
// expected: a child's parameter cannot be encoded
#include "primitives/all.h"

void child(ravel::os::Os&, ravel::Process) {}

void start(ravel::os::Os& os, ravel::Process process) {
  ravel::Process other(os, child, std::move(process));
}
