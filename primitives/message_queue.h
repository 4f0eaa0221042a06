// A queue of messages as bytes: what Queue and SimpleQueue are made of.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "primitives/chunk_ring.h"
#include "primitives/os/os.h"
#include "primitives/permits.h"
#include "primitives/stream_end.h"

namespace ravel {

/// A pipe of records of one size, so that a message goes in, and comes out, in one step of the
/// system, which needs no lock; and a semaphore of free places, which are as many as the pipe has
/// room for. A message that is too large for a record goes through a ChunkRing, and its record says
/// so.
class MessageQueue {
 public:
  static constexpr std::size_t kRecordBytes = 128;
  static constexpr std::size_t kSmallBytes = kRecordBytes - sizeof(std::uint32_t);
  static constexpr std::uint32_t kPlacesMax = 4096;

  MessageQueue() noexcept = default;

  /// At most `bound` messages, or kPlacesMax for a bound of 0 or less, or above.
  MessageQueue(os::Os& os, std::int64_t bound, os::Where where);

  /// False when there was no room in time.
  bool put(std::span<const std::byte> message, os::Timeout timeout, os::Where where);

  /// Nothing when nothing came in time.
  std::optional<std::string> get(os::Timeout timeout, os::Where where);

  std::uint32_t free_places(os::Where where) const { return places_.value(where); }
  std::uint32_t places() const noexcept { return bound_; }
  bool empty(os::Where where) const;

  /// For this process, in all copies. Closing again is harmless.
  void close(os::Where where) noexcept;
  bool closed() const noexcept { return in_.closed(); }

  /// Throws std::logic_error if it is empty.
  os::Os& os() const { return places_.os(); }

  /// "queue NAME", and names for its parts.
  void set_label(std::string_view name);

  template <class Archive>
  void serialize(Archive& archive) {
    archive(in_, out_, places_, ring_, bound_);
  }

 private:
  void write_record(std::uint32_t length, std::span<const std::byte> bytes, os::Where where);

  StreamEnd in_;
  StreamEnd out_;
  Permits places_;
  ChunkRing ring_;
  std::uint32_t bound_ = 0;
};

}  // namespace ravel
