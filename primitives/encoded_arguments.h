// The arguments of a child between the moment at which they were given and the child's start.
#pragma once

#include <span>
#include <vector>

#include "primitives/arguments.h"
#include "primitives/os/os.h"

namespace ravel {

/// Encoded arguments that wait for their child to start: they keep the objects in use meanwhile.
class EncodedArguments {
 public:
  EncodedArguments() noexcept = default;
  EncodedArguments(os::Os& os, ArgumentWriter&& writer) noexcept;
  EncodedArguments(EncodedArguments&& other) noexcept = default;
  EncodedArguments& operator=(EncodedArguments&& other) noexcept;
  ~EncodedArguments();

  /// What is read after the arguments. It names no objects.
  void append(const ArgumentWriter& writer);
  void truncate(std::size_t size) { bytes_.resize(size); }

  std::span<const std::byte> bytes() const noexcept { return bytes_; }
  std::span<const os::Handle> handles() const noexcept { return handles_; }

 private:
  os::Os* os_ = nullptr;
  std::vector<std::byte> bytes_;
  std::vector<os::Handle> handles_;
};

}  // namespace ravel
