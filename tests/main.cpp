// The tests' main(): a process that a test spawned goes its own way before any test begins.
#include <gmock/gmock.h>

#include "primitives/os/posix/run.h"

int main(int argc, char** argv) {
  if (const auto code = ravel::os::posix::child_main(argc, argv)) return *code;
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
