// Files relative to the run's directory, by openat.
#include "primitives/os/posix/open_files.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include "primitives/os/posix/checked.h"
#include "primitives/os/posix/clock.h"

namespace ravel::os::posix {
namespace {

/// Handles of files are told from those of blocks, which are small, by their highest bit.
constexpr std::uint32_t kFileBit = 0x80000000;

std::string inside(std::string_view path) {
  const std::filesystem::path parts(path);
  const bool leaves = std::find(parts.begin(), parts.end(), "..") != parts.end();
  if (path.empty() || parts.is_absolute() || leaves || path.find('\0') != path.npos)
    throw std::invalid_argument("a path must stay in the run's directory: '" + std::string(path) +
                                "'");
  return std::string(path);
}

int flags_of(FileMode mode) {
  switch (mode) {
    case FileMode::Read:
      return O_RDONLY;
    case FileMode::Write:
      return O_WRONLY | O_CREAT | O_TRUNC;
    case FileMode::Append:
      return O_WRONLY | O_CREAT | O_APPEND;
  }
  return O_RDONLY;
}

bool try_lock(int fd, const std::string& path) {
  if (retried([&] { return flock(fd, LOCK_EX | LOCK_NB); }) == 0) return true;
  if (errno != EWOULDBLOCK) throw_errno("lock", path);
  return false;
}

/// flock has no timed form, so this asks again and again, at growing distances: a lock that is held
/// shortly is had soon, one that is held long costs little.
bool poll_lock(int fd, const std::string& path, std::chrono::nanoseconds timeout) {
  const Deadline deadline(timeout);
  std::chrono::nanoseconds pause = std::chrono::microseconds(50);
  while (deadline.left().count() > 0) {
    std::this_thread::sleep_for(std::min(pause, deadline.left()));
    if (try_lock(fd, path)) return true;
    pause = std::min<std::chrono::nanoseconds>(2 * pause, std::chrono::milliseconds(5));
  }
  return false;
}

}  // namespace

const OpenFiles::File& OpenFiles::file(Handle handle) const {
  const auto found = files_.find(handle);
  if (found == files_.end()) throw std::logic_error("not an open file of this process");
  return found->second;
}

Handle OpenFiles::open(std::string_view path, FileMode mode) {
  std::string name = inside(path);
  Descriptor opened(checked(retried([&] {
                              return openat(directory_, name.c_str(),
                                            flags_of(mode) | O_CLOEXEC | O_NOCTTY, 0600);
                            }),
                            "open", name));
  const Handle handle{kFileBit | static_cast<std::uint32_t>(opened.get())};
  files_.emplace(handle, File{std::move(opened), std::move(name)});
  return handle;
}

std::size_t OpenFiles::read(Handle handle, std::span<std::byte> into) const {
  const File& from = file(handle);
  return static_cast<std::size_t>(
      checked(retried([&] { return ::read(from.descriptor.get(), into.data(), into.size()); }),
              "read", from.path));
}

std::size_t OpenFiles::write(Handle handle, std::span<const std::byte> bytes) const {
  const File& to = file(handle);
  return static_cast<std::size_t>(
      checked(retried([&] { return ::write(to.descriptor.get(), bytes.data(), bytes.size()); }),
              "write", to.path));
}

void OpenFiles::close(Handle handle) noexcept {
  ensure(files_.erase(handle) == 1, "closed a file that this process does not have open");
}

bool OpenFiles::lock(Handle handle, Timeout timeout) {
  const File& locked = file(handle);
  const int fd = locked.descriptor.get();
  if (try_lock(fd, locked.path)) return true;
  if (timeout && timeout->count() <= 0) return false;
  const Waiting waiting(self_, locked.path);
  if (timeout) return poll_lock(fd, locked.path, *timeout);
  checked(retried([&] { return flock(fd, LOCK_EX); }), "lock", locked.path);
  return true;
}

void OpenFiles::unlock(Handle handle) noexcept {
  const auto found = files_.find(handle);
  ensure(found != files_.end(), "unlocked a file that this process does not have open");
  flock(found->second.descriptor.get(), LOCK_UN);
}

void OpenFiles::rename(std::string_view from, std::string_view to) const {
  const std::string old_name = inside(from);
  const std::string new_name = inside(to);
  checked(renameat(directory_, old_name.c_str(), directory_, new_name.c_str()), "rename", old_name);
}

void OpenFiles::remove(std::string_view path) const {
  const std::string name = inside(path);
  checked(unlinkat(directory_, name.c_str(), 0), "remove", name);
}

}  // namespace ravel::os::posix
