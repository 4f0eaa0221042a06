// Stacks as mappings of their own.
#include "primitives/os/stack_memory.h"

#include <sys/mman.h>

#include <cstdint>
#include <new>

namespace ravel::os {

StackMemory::StackMemory(std::size_t bytes) : bytes_(bytes) {
  const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  void* begin = mmap(nullptr, kStackGuardBytes + bytes, PROT_NONE, flags, -1, 0);
  if (begin == MAP_FAILED) throw std::bad_alloc();
  bottom_ = static_cast<std::byte*>(begin) + kStackGuardBytes;
  if (mprotect(bottom_, bytes, PROT_READ | PROT_WRITE) == 0) return;
  munmap(begin, kStackGuardBytes + bytes);
  throw std::bad_alloc();
}

StackMemory::~StackMemory() {
  munmap(bottom_ - kStackGuardBytes, kStackGuardBytes + bytes_);
}

bool StackMemory::guards(const void* address) const noexcept {
  const auto at = reinterpret_cast<std::uintptr_t>(address);
  const auto bottom = reinterpret_cast<std::uintptr_t>(bottom_);
  return at < bottom && at >= bottom - kStackGuardBytes;
}

}  // namespace ravel::os
