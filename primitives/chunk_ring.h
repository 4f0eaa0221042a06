// Bytes on their way through shared memory, in chunks: for messages that are too large to be
// written into a pipe in one piece.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "primitives/elements.h"
#include "primitives/os/os.h"
#include "primitives/permits.h"
#include "primitives/time_limit.h"

namespace ravel {

/// Holds 64 KiB; of a message that is longer the receiver must take the first part before the rest
/// can follow. One message after the other is put, and one after the other is taken; whoever is
/// killed in the middle of that stops all who come after.
class ChunkRing {
 public:
  static constexpr std::size_t kChunkBytes = 248;
  static constexpr std::uint32_t kChunks = 256;

  ChunkRing() noexcept = default;
  ChunkRing(os::Os& os, os::Where where);

  /// Blocks until there is room for a message of `bytes`, or for its first part, and nobody else
  /// puts one; at most until the time is up: false then.
  bool begin_put(std::size_t bytes, const TimeLimit& limit, os::Where where);

  /// Undoes `begin_put`.
  void cancel_put(std::size_t bytes, os::Where where) noexcept;

  /// Puts what `begin_put` was told of.
  void put(std::span<const std::byte> message, os::Where where);

  /// Takes a message that is there, or is coming.
  std::string get(os::Where where);

  template <class Archive>
  void serialize(Archive& archive) {
    archive(putting_, getting_, free_, full_, chunks_, places_);
  }

 private:
  /// `left` bytes of the message are still to come, those in this chunk among them.
  struct Chunk {
    std::uint64_t left = 0;
    std::byte bytes[kChunkBytes]{};
  };

  Permits putting_;
  Permits getting_;
  Permits free_;
  Permits full_;
  SharedElements chunks_;
  SharedElements places_;  ///< of the next chunk to be put, and of the next one to be taken
};

}  // namespace ravel
