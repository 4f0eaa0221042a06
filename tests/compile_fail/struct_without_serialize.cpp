// A struct says how it is encoded.
// expected: a child's parameter cannot be encoded
#include "primitives/all.h"

struct Point {
  int x = 0;
  int y = 0;
};

void child(ravel::os::Os&, Point) {}

void start(ravel::os::Os& os) {
  ravel::Process process(os, child, Point{1, 2});
}
