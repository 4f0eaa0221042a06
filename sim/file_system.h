// The simulated file system: one flat directory in memory, in which names, contents and open files
// are separate things, as they are on a real one: truncating, writing and closing are three steps.
// It knows no processes beyond their numbers, and every call takes effect at once.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/operation.h"
#include "sim/process_set.h"

namespace ravel::sim {

class FileSystem {
 public:
  /// Empties it; memory is kept for the next execution.
  void reset() noexcept;

  /// How many bytes the file of that name has, if there is one.
  std::optional<std::size_t> size_of(std::string_view path) const noexcept;

  /// Whether no file was ever opened.
  bool empty() const noexcept { return open_files_.empty(); }

  /// Calls that fail return this together with an errno.
  struct Result {
    std::uint64_t value = 0;
    std::int32_t error = 0;
    std::uint32_t content = 0;  ///< see Operation
    bool created = false;
  };

  /// The value is a new open file. ENOENT: no such file to read, or a path into a directory.
  Result open(std::string_view path, os::FileMode mode, ProcessId owner);

  /// The value is the number of bytes moved. EBADF: closed, or opened for the other direction.
  Result read(std::uint64_t open_file, std::span<std::byte> into);
  Result write(std::uint64_t open_file, std::span<const std::byte> bytes);

  /// True when that released a lock; so does `unlock`.
  bool close(std::uint64_t open_file) noexcept;
  Result rename(std::string_view from, std::string_view to);
  Result remove(std::string_view path);

  /// Whether `open_file` could lock its file now; `lock` needs it to.
  bool lockable(std::uint64_t open_file) const noexcept;
  void lock(std::uint64_t open_file) noexcept;
  bool locked_by(std::uint64_t open_file) const noexcept {
    return contents_[open_files_[open_file].content].locked_by == open_file;
  }
  bool unlock(std::uint64_t open_file) noexcept;

  /// Closes what `owner` has open, as its end does.
  void close_all(ProcessId owner) noexcept;

  /// An open file of `owner` that holds a lock.
  std::optional<std::uint32_t> locked_file_of(ProcessId owner) const noexcept;

  /// The identity of the content behind `open_file`; see Operation.
  std::uint32_t content_of(std::uint64_t open_file) const noexcept {
    return contents_[open_files_[open_file].content].identity;
  }

  /// Whether `open_file` is one that `owner` has open.
  bool has_open(ProcessId owner, std::uint64_t open_file) const noexcept {
    return open_file < open_files_.size() && open_files_[open_file].open &&
           open_files_[open_file].owner == owner;
  }

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  struct Content {
    std::string bytes;
    std::uint32_t locked_by = kNone;  // an open file
    std::uint32_t identity = 0;
  };
  struct Name {
    std::string path;
    std::uint32_t content = kNone;  // kNone: removed
  };
  struct OpenFile {
    std::uint32_t content = kNone;
    std::size_t position = 0;
    os::FileMode mode{};
    ProcessId owner = 0;
    bool open = false;
  };

  Name* find(std::string_view path) noexcept;
  std::uint32_t add_content(ProcessId creator);
  Name& add_name(std::string_view path);

  std::vector<Content> contents_;
  std::size_t contents_used_ = 0;
  std::vector<Name> names_;
  std::size_t names_used_ = 0;
  std::vector<OpenFile> open_files_;
  std::array<std::uint32_t, kProcessesMax> contents_made_{};  // by process
};

}  // namespace ravel::sim
