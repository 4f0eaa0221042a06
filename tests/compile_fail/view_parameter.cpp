// A view is a pointer in disguise.
// expected: a child's parameter is a view
#include "primitives/all.h"

#include <string_view>

void child(ravel::os::Os&, std::string_view) {}

void start(ravel::os::Os& os) {
  ravel::Process process(os, child, "text");
}
