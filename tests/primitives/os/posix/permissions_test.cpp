// The memory of a run has no name, and who finds it in /proc nevertheless must be its owner.
#include <gtest/gtest.h>

#include <filesystem>

#include "primitives/os/posix/run.h"

namespace ravel::os::posix {
namespace {

namespace fs = std::filesystem;

bool is_shared_memory(const fs::path& descriptor) {
  std::error_code error;
  return fs::read_symlink(descriptor, error).string().starts_with("/memfd:ravel");
}

void check_permissions(Os&) {
  int found = 0;
  for (const fs::directory_entry& descriptor : fs::directory_iterator("/proc/self/fd")) {
    if (!is_shared_memory(descriptor.path())) continue;
    ++found;  // the shared memory, and the file for the output
    const fs::perms others = fs::perms::group_all | fs::perms::others_all;
    expect((fs::status(descriptor.path()).permissions() & others) == fs::perms::none,
           "others may not open it");
  }
  expect(found == 2, "the memory of the run and its output are there");
}

TEST(PosixPermissions, SharedMemoryIsItsOwnersAlone) {
  RunOptions options;
  options.timeout = std::chrono::seconds(20);
  options.capture_output = true;
  const RunResult result = run(check_permissions, options);
  ASSERT_EQ(result.ended.size(), 1u);
  EXPECT_EQ(result.ended[0].exit_code, 0) << result.ended[0].exception_message;
}

}  // namespace
}  // namespace ravel::os::posix
