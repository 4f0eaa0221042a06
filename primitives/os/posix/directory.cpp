// mkdtemp, and its undoing.
#include "primitives/os/posix/directory.h"

#include <fcntl.h>

#include <cstdlib>
#include <filesystem>

#include "primitives/os/posix/checked.h"

namespace ravel::os::posix {
namespace {

std::string make_directory() {
  const char* wanted = std::getenv("TMPDIR");
  const std::string parent = wanted != nullptr && *wanted != '\0' ? wanted : "/tmp";
  std::string path = std::filesystem::absolute(parent) / "ravel-XXXXXX";
  if (mkdtemp(path.data()) == nullptr) throw_errno("make the run's directory in", parent);
  return path;
}

}  // namespace

RunDirectory::RunDirectory() : path_(make_directory()) {
  const int opened = open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const int error = errno;
  if (opened >= 0) {
    descriptor_ = Descriptor(opened);
    return;
  }
  remove_directory(path_);
  throw_error(error, "open the run's directory", path_);
}

RunDirectory::~RunDirectory() {
  remove_directory(path_);
}

void remove_directory(const std::string& path) noexcept {
  std::error_code ignored;
  // Again and again until it is done: a process that is just being killed may still add a file.
  for (int attempt = 0; attempt < 100; ++attempt) {
    std::filesystem::remove_all(path, ignored);
    if (!std::filesystem::exists(std::filesystem::symlink_status(path, ignored))) return;
  }
}

}  // namespace ravel::os::posix
