// Files of a run, on the calls of the operating system.
#include "primitives/file.h"

#include <array>
#include <span>
#include <stdexcept>
#include <utility>

namespace ravel {

File::File(os::Os& os, std::string_view path, FileMode mode, os::Where where)
    : os_(&os), handle_(os.open_file(path, mode, where)), where_(where) {}

File::File(File&& other) noexcept
    : os_(other.os_), handle_(std::exchange(other.handle_, os::kNoHandle)), where_(other.where_) {}

File& File::operator=(File&& other) noexcept {
  std::swap(os_, other.os_);
  std::swap(handle_, other.handle_);
  std::swap(where_, other.where_);
  return *this;
}

File::~File() {
  close(where_);
}

std::string File::read_all(os::Where where) {
  require_open("read_all()");
  std::string text;
  std::array<std::byte, 4096> piece;
  for (;;) {
    const std::size_t size = os_->read_file(handle_, piece, where);
    text.append(reinterpret_cast<const char*>(piece.data()), size);
    // A file gives fewer bytes than asked for only at its end: asking once more would be one more
    // step, which the checker would interleave with everything.
    if (size < piece.size()) return text;
  }
}

void File::write(std::string_view text, os::Where where) {
  require_open("write()");
  auto rest = std::as_bytes(std::span(text));
  while (!rest.empty()) rest = rest.subspan(os_->write_file(handle_, rest, where));
}

void File::close(os::Where where) noexcept {
  if (handle_ == os::kNoHandle) return;
  os_->close_file(std::exchange(handle_, os::kNoHandle), where);
}

void File::require_open(const char* call) const {
  if (handle_ == os::kNoHandle)
    throw std::logic_error(std::string(call) + " of a closed file: open it again");
}

std::string read_text(os::Os& os, std::string_view path, os::Where where) {
  return File(os, path, FileMode::Read, where).read_all(where);
}

void write_text(os::Os& os, std::string_view path, std::string_view text, os::Where where) {
  File(os, path, FileMode::Write, where).write(text, where);
}

void rename_file(os::Os& os, std::string_view from, std::string_view to, os::Where where) {
  os.rename_file(from, to, where);
}

void remove_file(os::Os& os, std::string_view path, os::Where where) {
  os.remove_file(path, where);
}

}  // namespace ravel
