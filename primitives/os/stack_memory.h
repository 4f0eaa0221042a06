// Memory for a stack, with a guard below it.
#pragma once

#include <cstddef>

namespace ravel::os {

/// What is below a stack and cannot be accessed: as much as Linux keeps free below a main stack,
/// because a single page can be stepped over by a function with large variables.
inline constexpr std::size_t kStackGuardBytes = 1024 * 1024;

class StackMemory {
 public:
  /// `bytes` is a multiple of 64 KiB. Pages that are never touched cost nothing. Throws
  /// std::bad_alloc.
  explicit StackMemory(std::size_t bytes);
  StackMemory(const StackMemory&) = delete;
  StackMemory& operator=(const StackMemory&) = delete;
  ~StackMemory();

  std::byte* bottom() const noexcept { return bottom_; }
  std::size_t size() const noexcept { return bytes_; }
  std::byte* top() const noexcept { return bottom_ + bytes_; }

  /// Whether `address` is in the guard.
  bool guards(const void* address) const noexcept;

 private:
  std::byte* bottom_;
  std::size_t bytes_;
};

}  // namespace ravel::os
