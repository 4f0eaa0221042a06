#include "sim/file_system.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace ravel::sim {

void FileSystem::reset() noexcept {
  contents_used_ = 0;
  names_used_ = 0;
  open_files_.clear();
  contents_made_.fill(0);
}

FileSystem::Name* FileSystem::find(std::string_view path) noexcept {
  for (std::size_t i = 0; i < names_used_; ++i)
    if (names_[i].content != kNone && names_[i].path == path) return &names_[i];
  return nullptr;
}

std::optional<std::size_t> FileSystem::size_of(std::string_view path) const noexcept {
  for (std::size_t i = 0; i < names_used_; ++i)
    if (names_[i].content != kNone && names_[i].path == path)
      return contents_[names_[i].content].bytes.size();
  return {};
}

std::uint32_t FileSystem::add_content(ProcessId creator) {
  if (contents_used_ == contents_.size()) contents_.emplace_back();
  contents_[contents_used_].identity = (creator + 1u) << 16 | ++contents_made_[creator];
  contents_[contents_used_].bytes.clear();
  contents_[contents_used_].locked_by = kNone;
  return static_cast<std::uint32_t>(contents_used_++);
}

FileSystem::Name& FileSystem::add_name(std::string_view path) {
  if (names_used_ == names_.size()) names_.emplace_back();
  Name& name = names_[names_used_++];
  name.path.assign(path);
  return name;
}

FileSystem::Result FileSystem::open(std::string_view path, os::FileMode mode, ProcessId owner) {
  if (path.empty() || path.find('/') != std::string_view::npos) return {0, ENOENT};
  Name* name = find(path);
  const bool created = !name;
  if (!name) {
    if (mode == os::FileMode::Read) return {0, ENOENT};
    name = &add_name(path);
    name->content = add_content(owner);
  }
  if (mode == os::FileMode::Write) contents_[name->content].bytes.clear();
  open_files_.push_back({name->content, 0, mode, owner, true});
  return {open_files_.size() - 1, 0, contents_[name->content].identity, created};
}

FileSystem::Result FileSystem::read(std::uint64_t open_file, std::span<std::byte> into) {
  OpenFile& file = open_files_[open_file];
  if (!file.open || file.mode != os::FileMode::Read) return {0, EBADF};
  const std::string& bytes = contents_[file.content].bytes;
  const std::size_t left = bytes.size() - std::min(file.position, bytes.size());
  const std::size_t count = std::min(left, into.size());
  if (count > 0) std::memcpy(into.data(), bytes.data() + file.position, count);
  file.position += count;
  return {count, 0};
}

FileSystem::Result FileSystem::write(std::uint64_t open_file, std::span<const std::byte> bytes) {
  OpenFile& file = open_files_[open_file];
  if (!file.open || file.mode == os::FileMode::Read) return {0, EBADF};
  std::string& content = contents_[file.content].bytes;
  if (file.mode == os::FileMode::Append) file.position = content.size();
  // POSIX: writing beyond the end (another process has truncated meanwhile) fills the gap with
  // zeros.
  content.resize(std::max(content.size(), file.position + bytes.size()), '\0');
  if (!bytes.empty()) std::memcpy(content.data() + file.position, bytes.data(), bytes.size());
  file.position += bytes.size();
  return {bytes.size(), 0};
}

bool FileSystem::close(std::uint64_t open_file) noexcept {
  open_files_[open_file].open = false;
  return unlock(open_file);
}

FileSystem::Result FileSystem::rename(std::string_view from, std::string_view to) {
  Name* source = find(from);
  if (!source || to.empty() || to.find('/') != std::string_view::npos) return {0, ENOENT};
  if (from == to) return {};
  const std::uint32_t content = source->content;
  source->content = kNone;
  Name* target = find(to);
  (target ? *target : add_name(to)).content = content;
  return {0, 0, contents_[content].identity};
}

FileSystem::Result FileSystem::remove(std::string_view path) {
  Name* name = find(path);
  if (!name) return {0, ENOENT};
  const std::uint32_t content = std::exchange(name->content, kNone);
  return {0, 0, contents_[content].identity};
}

bool FileSystem::lockable(std::uint64_t open_file) const noexcept {
  const std::uint32_t holder = contents_[open_files_[open_file].content].locked_by;
  return holder == kNone || holder == open_file;
}

void FileSystem::lock(std::uint64_t open_file) noexcept {
  contents_[open_files_[open_file].content].locked_by = static_cast<std::uint32_t>(open_file);
}

bool FileSystem::unlock(std::uint64_t open_file) noexcept {
  Content& content = contents_[open_files_[open_file].content];
  if (content.locked_by != open_file) return false;
  content.locked_by = kNone;
  return true;
}

std::optional<std::uint32_t> FileSystem::locked_file_of(ProcessId owner) const noexcept {
  for (std::size_t i = 0; i < contents_used_; ++i) {
    const std::uint32_t file = contents_[i].locked_by;
    if (file != kNone && open_files_[file].owner == owner) return file;
  }
  return {};
}

void FileSystem::close_all(ProcessId owner) noexcept {
  for (std::size_t i = 0; i < open_files_.size(); ++i)
    if (open_files_[i].open && open_files_[i].owner == owner) close(i);
}

}  // namespace ravel::sim
