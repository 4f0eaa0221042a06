// What processes share in the simulated system, as far as others may know it.
#pragma once

#include <cstdint>

#include "sim/operation.h"

namespace ravel::sim {

enum class ObjectKind : std::uint8_t {
  Semaphore,
  Memory,
  File,     ///< a path, whatever file has it
  Stream,   ///< one direction: the bytes from one end to the other
  Address,  ///< where somebody can listen
};

/// Of a memory's number: eight bytes that stand for a name, and have the memory behind it.
inline constexpr std::uint32_t kNameBit = 0x80000000;

struct Object {
  ObjectKind kind{};
  ProcessId creator = 0;
  std::uint32_t number = 0;   ///< among the objects of its creator
  std::uint32_t value = 0;    ///< semaphore: free permits; memory: start of its bytes
  std::uint32_t limit = 0;    ///< semaphore: maximum; memory: number of bytes; stream: capacity
  std::uint32_t initial = 0;  ///< semaphore: permits that it began with
  bool operator==(const Object&) const = default;
};

/// Whether it is known by a name instead of who made it.
inline bool has_name(const Object& object) noexcept {
  return object.kind == ObjectKind::File || object.kind == ObjectKind::Address ||
         (object.kind == ObjectKind::Memory && (object.number & kNameBit) != 0);
}

}  // namespace ravel::sim
