// Files relative to the run's directory, by openat.
#include "primitives/os/posix/open_files.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <stdexcept>

#include "primitives/os/posix/backoff.h"
#include "primitives/os/posix/checked.h"

namespace ravel::os::posix {
namespace {

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

// flock has no timed form.
constexpr Backoff kLockBackoff{std::chrono::microseconds(50), std::chrono::milliseconds(5)};

}  // namespace

DescriptorTable::Use OpenFiles::file(Handle handle) const {
  DescriptorTable::Use use = table_.use(handle);
  if (use.kind() != DescriptorKind::File) throw std::logic_error("a stream is no file");
  return use;
}

Handle OpenFiles::open(std::string_view path, FileMode mode) {
  const std::string name = inside(path);
  return table_.add(
      DescriptorKind::File,
      [&] {
        return Descriptor(checked(retried([&] {
                                    return openat(directory_, name.c_str(),
                                                  flags_of(mode) | O_CLOEXEC | O_NOCTTY, 0600);
                                  }),
                                  "open", name));
      },
      name);
}

std::size_t OpenFiles::read(Handle handle, std::span<std::byte> into) const {
  const auto from = file(handle);
  return static_cast<std::size_t>(
      checked(retried([&] { return ::read(from.descriptor(), into.data(), into.size()); }), "read",
              from.path()));
}

std::size_t OpenFiles::write(Handle handle, std::span<const std::byte> bytes) const {
  const auto to = file(handle);
  return static_cast<std::size_t>(
      checked(retried([&] { return ::write(to.descriptor(), bytes.data(), bytes.size()); }),
              "write", to.path()));
}

void OpenFiles::close(Handle handle) noexcept {
  ensure(table_.close(handle, true), "closed a file that this process does not have open");
}

bool OpenFiles::lock(Handle handle, Timeout timeout) {
  const auto locked = file(handle);
  const int fd = locked.descriptor();
  if (try_lock(fd, locked.path())) return true;
  if (timeout && timeout->count() <= 0) return false;
  const Waiting waiting(threads_.record(), locked.path());
  if (timeout)
    return look_until([&] { return try_lock(fd, locked.path()); }, timeout, kLockBackoff);
  checked(retried([&] { return flock(fd, LOCK_EX); }), "lock", locked.path());
  return true;
}

void OpenFiles::unlock(Handle handle) noexcept {
  const auto unlocked = table_.find(handle);
  ensure(unlocked.has_value(), "unlocked a file that this process does not have open");
  flock(unlocked->descriptor(), LOCK_UN);
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
