// Who owns the objects that arguments name while they wait.
#include "primitives/encoded_arguments.h"

#include <utility>

namespace ravel {

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
