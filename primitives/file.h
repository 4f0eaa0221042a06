// Files of a run: an open one, and the everyday calls on a whole one.
#pragma once

#include <string>
#include <string_view>

#include "primitives/os/os.h"

namespace ravel {

using os::FileMode;

/// An open file; it is closed at the end of its scope. Paths are relative to the run's directory.
/// Failures of the system are std::system_error. Opening, reading, writing and closing are separate
/// steps: between them other processes see the file as it is.
class File {
 public:
  File(os::Os& os, std::string_view path, FileMode mode, os::Where where = os::Where::here());
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File();

  /// From the current position to the end. Throws std::logic_error if the file is closed.
  std::string read_all(os::Where where = os::Where::here());

  /// All of `text`. Throws std::logic_error if the file is closed.
  void write(std::string_view text, os::Where where = os::Where::here());

  /// Closing again is harmless.
  void close(os::Where where = os::Where::here()) noexcept;

 private:
  void require_open(const char* call) const;

  os::Os* os_;
  os::Handle handle_;
  os::Where where_;  ///< of the opening: the closing at the end of the scope has no line of its own
};

/// Opens, reads to the end, closes.
std::string read_text(os::Os& os, std::string_view path, os::Where where = os::Where::here());

/// Opens and truncates, writes, closes: three steps, as on a real system. A reader in between finds
/// an empty file.
void write_text(os::Os& os, std::string_view path, std::string_view text,
                os::Where where = os::Where::here());

/// Atomic: whoever opens `to` finds the old file or the new one.
void rename_file(os::Os& os, std::string_view from, std::string_view to,
                 os::Where where = os::Where::here());
void remove_file(os::Os& os, std::string_view path, os::Where where = os::Where::here());

}  // namespace ravel
