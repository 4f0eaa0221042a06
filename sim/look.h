// What a step looked at that looks at more than one thing.
#pragma once

#include <cstdint>

namespace ravel::sim {

enum class LookKind : std::uint8_t {
  Memory,   ///< `size` bytes at `offset` of the memory `object`
  Stream,   ///< whether something, or the end, of the stream `object` is there to be read
  Address,  ///< whether a connection to the address `object` is waiting
  Process,  ///< whether the process `object` has ended
};

/// One of them. Those of a step are next to each other, see Step.
struct Look {
  LookKind kind{};
  std::uint8_t size = 0;
  std::uint32_t object = 0;  ///< index into Trace::objects, or a ProcessId
  std::uint32_t offset = 0;
  std::uint32_t end = 0;    ///< by which end of a stream or listener
  std::uint64_t value = 0;  ///< that was found; 0 or 1 if it is a question
  bool changed = false;     ///< memory: since somebody waits for that
  bool operator==(const Look&) const = default;
};

}  // namespace ravel::sim
