// The byte side of the argument archives, and who owns the objects on the way.
#include "primitives/arguments.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>

namespace ravel {

void ArgumentWriter::write(const void* bytes, std::size_t size) {
  const auto* first = static_cast<const std::byte*>(bytes);
  bytes_.insert(bytes_.end(), first, first + size);
}

void ArgumentWriter::handle(os::Handle handle) {
  const auto number = static_cast<std::uint32_t>(handle);
  write(&number, sizeof number);
  if (std::ranges::find(handles_, handle) == handles_.end()) handles_.push_back(handle);
}

void ArgumentReader::read(void* into, std::size_t size) {
  if (size > rest_.size())
    throw std::runtime_error("arguments end too early: " + std::to_string(size) +
                             " bytes wanted, " + std::to_string(rest_.size()) + " left");
  // A vector without elements has no memory that memcpy may be told of.
  if (size > 0) std::memcpy(into, rest_.data(), size);
  rest_ = rest_.subspan(size);
}

os::Handle ArgumentReader::handle() {
  std::uint32_t number = 0;
  read(&number, sizeof number);
  const os::Handle handle{number};
  // The child starts with one use of each object, however often the arguments name it.
  if (std::ranges::find(seen_, handle) != seen_.end())
    os_.share(handle);
  else
    seen_.push_back(handle);
  return handle;
}

void ArgumentReader::finish() const {
  if (!rest_.empty())
    throw std::runtime_error("arguments are too long: " + std::to_string(rest_.size()) +
                             " bytes are left");
}

EncodedArguments::EncodedArguments(os::Os& os, ArgumentWriter&& writer) noexcept
    : os_(&os), bytes_(std::move(writer.bytes_)), handles_(std::move(writer.handles_)) {
  for (const os::Handle handle : handles_) os.share(handle);
}

EncodedArguments& EncodedArguments::operator=(EncodedArguments&& other) noexcept {
  std::swap(os_, other.os_);
  std::swap(bytes_, other.bytes_);
  std::swap(handles_, other.handles_);
  return *this;
}

void EncodedArguments::append(const ArgumentWriter& writer) {
  bytes_.insert(bytes_.end(), writer.bytes().begin(), writer.bytes().end());
}

EncodedArguments::~EncodedArguments() {
  for (const os::Handle handle : handles_) os_->close(handle);
}

}  // namespace ravel
