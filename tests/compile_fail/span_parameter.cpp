// So is a span.
// expected: a child's parameter is a view
#include "primitives/all.h"

#include <span>

void child(ravel::os::Os&, std::span<const int>) {}

void start(ravel::os::Os& os, std::span<const int> list) {
  ravel::Process process(os, child, list);
}
