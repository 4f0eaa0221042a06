// Files as the primitives see them.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "primitives/os/types.h"

namespace ravel::os {

/// Read needs an existing file; Write truncates or creates; Append creates and writes at the end.
enum class FileMode : std::uint8_t { Read, Write, Append };

/// Files live in a directory that is made for the run and vanishes with it. A path is relative to
/// it and may not leave it (std::invalid_argument). A failure of the system is a std::system_error
/// with its errno: ENOENT, ENOSPC, EACCES, ... Calls on one file never wait for another process,
/// but each is a step of its own: between truncating, writing and closing others may read.
class Files {
 public:
  virtual ~Files() = default;

  /// An open file belongs to the calling process and is closed when that ends. All its threads may
  /// use it; a call on a file that is closed, or not one of this process, is a std::logic_error.
  virtual Handle open_file(std::string_view path, FileMode mode, Where where = Where::here()) = 0;

  /// Returns how many bytes were read from the current position: fewer than asked for only at the
  /// end of the file, 0 behind it.
  virtual std::size_t read_file(Handle file, std::span<std::byte> into,
                                Where where = Where::here()) = 0;

  /// Returns how many bytes were written: possibly fewer than asked for, never 0 of some.
  virtual std::size_t write_file(Handle file, std::span<const std::byte> bytes,
                                 Where where = Where::here()) = 0;

  virtual void close_file(Handle file, Where where = Where::here()) noexcept = 0;

  /// Atomic: `to` is replaced if it exists, and whoever has it open keeps the old one.
  virtual void rename_file(std::string_view from, std::string_view to,
                           Where where = Where::here()) = 0;
  virtual void remove_file(std::string_view path, Where where = Where::here()) = 0;

  /// An exclusive advisory lock on an open file; it is released when the file is closed, also by a
  /// kill. Blocks while another open file holds it, at most for `timeout`; false when it did not
  /// come.
  virtual bool lock_file(Handle file, Timeout timeout, Where where = Where::here()) = 0;
  virtual void unlock_file(Handle file, Where where = Where::here()) noexcept = 0;
};

}  // namespace ravel::os
