// The byte side of the argument archives.
#include "primitives/arguments.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <string>

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

std::string_view ArgumentReader::noun() const noexcept {
  return encoded_ == Encoded::Message ? "a message" : "the list of arguments";
}

void ArgumentReader::read(void* into, std::size_t size) {
  if (size > rest_.size())
    throw std::runtime_error(std::string(noun()) + " ends too early: " + std::to_string(size) +
                             " bytes wanted, " + std::to_string(rest_.size()) + " left");
  // A vector without elements has no memory that memcpy may be told of.
  if (size > 0) std::memcpy(into, rest_.data(), size);
  rest_ = rest_.subspan(size);
}

os::Handle ArgumentReader::handle() {
  if (encoded_ == Encoded::Message)
    throw std::runtime_error("a message cannot carry a primitive: pass it as an argument");
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

void ArgumentReader::check_count(std::uint64_t elements) const {
  if (encoded_ == Encoded::Message && elements > rest_.size())
    throw std::runtime_error("a message ends too early: " + std::to_string(elements) +
                             " elements announced, " + std::to_string(rest_.size()) +
                             " bytes left");
}

void ArgumentReader::finish() const {
  if (!rest_.empty())
    throw std::runtime_error(std::string(noun()) + " is too long: " + std::to_string(rest_.size()) +
                             " bytes are left");
}

}  // namespace ravel
