// The classic ring of a bounded buffer, with a lock for each side.
#include "primitives/chunk_ring.h"

#include <algorithm>
#include <cstring>

namespace ravel {
namespace {

constexpr std::size_t kPutPlace = 0;
constexpr std::size_t kGetPlace = 1;

std::uint32_t chunks_of(std::size_t bytes) {
  const std::size_t needed = (bytes + ChunkRing::kChunkBytes - 1) / ChunkRing::kChunkBytes;
  return static_cast<std::uint32_t>(std::min<std::size_t>(needed, ChunkRing::kChunks));
}

/// Where the next chunk is; the one after it is next then.
std::size_t advance(SharedElements& places, std::size_t side, os::Where where) {
  const auto place = places.load_as<std::uint64_t>(side, where);
  places.store_as<std::uint64_t>(side, (place + 1) % ChunkRing::kChunks, where);
  return static_cast<std::size_t>(place);
}

}  // namespace

ChunkRing::ChunkRing(os::Os& os, os::Where where)
    : putting_(os, 1, 1, where),
      getting_(os, 1, 1, where),
      free_(os, kChunks, kChunks, where),
      full_(os, 0, kChunks, where),
      chunks_(os, sizeof(Chunk), kChunks, where),
      places_(os, sizeof(std::uint64_t), 2, where) {}

// Only one at a time takes room, so that nobody waits for what another one has taken for later.
bool ChunkRing::begin_put(std::size_t bytes, const TimeLimit& limit, os::Where where) {
  if (!putting_.take(limit.left(), where)) return false;
  const std::uint32_t wanted = chunks_of(bytes);
  std::uint32_t taken = 0;
  while (taken < wanted && free_.take(limit.left(), where)) ++taken;
  if (taken == wanted) return true;
  for (; taken > 0; --taken) free_.give(where);
  putting_.give(where);
  return false;
}

void ChunkRing::cancel_put(std::size_t bytes, os::Where where) noexcept {
  for (std::uint32_t taken = chunks_of(bytes); taken > 0; --taken) free_.give(where);
  putting_.give(where);
}

void ChunkRing::put(std::span<const std::byte> message, os::Where where) {
  std::uint32_t taken = chunks_of(message.size());
  while (!message.empty()) {
    if (taken > 0)
      --taken;
    else
      free_.take(os::kForever, where);
    Chunk chunk;
    chunk.left = message.size();
    const std::size_t length = std::min(message.size(), kChunkBytes);
    std::memcpy(chunk.bytes, message.data(), length);
    chunks_.store_as(advance(places_, kPutPlace, where), chunk, where);
    full_.give(where);
    message = message.subspan(length);
  }
  putting_.give(where);
}

std::string ChunkRing::get(os::Where where) {
  std::string message;
  getting_.take(os::kForever, where);
  for (bool last = false; !last;) {
    full_.take(os::kForever, where);
    const auto chunk = chunks_.load_as<Chunk>(advance(places_, kGetPlace, where), where);
    free_.give(where);
    last = chunk.left <= kChunkBytes;
    const auto length = std::min<std::size_t>(chunk.left, kChunkBytes);
    message.append(reinterpret_cast<const char*>(chunk.bytes), length);
  }
  getting_.give(where);
  return message;
}

}  // namespace ravel
