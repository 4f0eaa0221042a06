// A record is a length and so many bytes. The pipe has room for as many as there are places, so
// that no write waits: see os::create_record_pipe.
#include "primitives/message_queue.h"

#include <array>
#include <cstring>

#include "primitives/os/record_pipes.h"
#include "primitives/time_limit.h"

namespace ravel {
namespace {

using Record = std::array<std::byte, MessageQueue::kRecordBytes>;
static_assert(MessageQueue::kRecordBytes <= os::kAtomicBytes);

constexpr const char* kNoun = "queue";
constexpr std::uint32_t kInRing = 0xFFFF'FFFF;

std::uint32_t places_for(std::int64_t bound) {
  if (bound <= 0 || bound > MessageQueue::kPlacesMax) return MessageQueue::kPlacesMax;
  return static_cast<std::uint32_t>(bound);
}

}  // namespace

MessageQueue::MessageQueue(os::Os& os, std::int64_t bound, os::Where where)
    : places_(os, places_for(bound), places_for(bound), where),
      ring_(os, where),
      bound_(places_for(bound)) {
  const auto [in, out] = os::create_record_pipe(os, kRecordBytes, bound_, where);
  in_ = StreamEnd(os, in);
  out_ = StreamEnd(os, out);
}

void MessageQueue::write_record(std::uint32_t length, std::span<const std::byte> bytes,
                                os::Where where) {
  Record record{};
  std::memcpy(record.data(), &length, sizeof length);
  if (!bytes.empty()) std::memcpy(record.data() + sizeof length, bytes.data(), bytes.size());
  const std::size_t written = os().write_stream(out_.handle("put", kNoun), record, where);
  os::ensure(written == kRecordBytes, "a pipe has written a part of a record");
}

bool MessageQueue::put(std::span<const std::byte> message, os::Timeout timeout, os::Where where) {
  const bool large = message.size() > kSmallBytes;
  const TimeLimit limit(os(), timeout);
  if (large && !ring_.begin_put(message.size(), limit, where)) return false;
  if (!places_.take(large ? limit.left() : timeout, where)) {
    if (large) ring_.cancel_put(message.size(), where);
    return false;
  }
  if (large) {
    write_record(kInRing, {}, where);
    ring_.put(message, where);
  } else {
    write_record(static_cast<std::uint32_t>(message.size()), message, where);
  }
  return true;
}

std::optional<std::string> MessageQueue::get(os::Timeout timeout, os::Where where) {
  Record record;
  const auto read = os().read_stream_within(in_.handle("get", kNoun), record, timeout, where);
  if (!read) return {};
  os::ensure(*read == kRecordBytes, "a pipe has read a part of a record");
  std::uint32_t length = 0;
  std::memcpy(&length, record.data(), sizeof length);
  // Whose record this was may be another one's message by now: then that one gets ours.
  std::string message =
      length == kInRing
          ? ring_.get(where)
          : std::string(reinterpret_cast<const char*>(record.data()) + sizeof length, length);
  places_.give(where);
  return message;
}

bool MessageQueue::empty(os::Where where) const {
  const std::array<os::Handle, 1> streams = {in_.handle("empty", kNoun)};
  return os().poll(streams, std::chrono::nanoseconds(0), where).empty();
}

void MessageQueue::close(os::Where where) noexcept {
  in_.close(where);
  out_.close(where);
}

void MessageQueue::set_label(std::string_view name) {
  places_.set_label(std::string(name) + "'s places");
  if (!closed()) os().label(in_.handle("label", kNoun), name);
}

}  // namespace ravel
