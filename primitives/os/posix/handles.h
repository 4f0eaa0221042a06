// Which part of the backend a handle belongs to. Blocks of the arena are small numbers; all others
// have a bit of their own.
#pragma once

#include "primitives/os/types.h"

namespace ravel::os::posix {

/// An open file, the end of a stream, or a listener. The other bits are a number that the run gives
/// once, so that it means the same in every process and never something else later.
inline constexpr std::uint32_t kDescriptorBit = 0x80000000;

/// A thread; the other bits are its number in its process.
inline constexpr std::uint32_t kThreadBit = 0x40000000;

inline bool is_descriptor(Handle handle) noexcept {
  return handle != kNoHandle && (static_cast<std::uint32_t>(handle) & kDescriptorBit) != 0;
}

}  // namespace ravel::os::posix
