// mkdtemp, and its undoing.
#include "primitives/os/posix/directory.h"

#include <fcntl.h>
#include <sys/stat.h>

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

Descriptor make_inside(const std::string& directory, const char* name) {
  const std::string path = directory + name;
  checked(mkdir(path.c_str(), 0700), "make the run's directory", path);
  return Descriptor(checked(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC),
                            "open the run's directory", path));
}

}  // namespace

RunDirectory::RunDirectory()
    : place_{make_directory()},
      files_(make_inside(place_.path, "/files")),
      sockets_(make_inside(place_.path, "/sockets")) {}

RunDirectory::Place::~Place() {
  remove_directory(path);
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
