// Sending and receiving, whatever the pieces in which the system takes and gives them.
#include "primitives/connection.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "primitives/framing.h"

namespace ravel {
namespace {

// Up to here it is cheaper to copy a message behind its header than to make two calls.
constexpr std::size_t kOneWriteMax = 16'384;

// The length that a peer announces is not believed: memory comes with the bytes.
constexpr std::size_t kReadStep = 1 << 20;

[[noreturn]] void fail(int error, const std::string& what) {
  throw std::system_error(error, std::generic_category(), what);
}

void write_all(os::Os& os, os::Handle stream, std::span<const std::byte> bytes, os::Where where) {
  while (!bytes.empty()) bytes = bytes.subspan(os.write_stream(stream, bytes, where));
}

}  // namespace

BufferTooShort::BufferTooShort(std::string received)
    : std::length_error("a message of " + std::to_string(received.size()) +
                        " bytes does not fit into the buffer"),
      message(std::move(received)) {}

Connection::Connection(os::Os& os, os::Handle stream, Direction direction)
    : end_(std::make_shared<End>(End{.stream = SharedObject(os, stream),
                                     .receives = direction != Direction::Send,
                                     .sends = direction != Direction::Receive})) {}

Connection::End& Connection::require(bool End::*direction, const char* call) const {
  if (closed())
    fail(EBADF, std::string(call) + ": the connection is closed: close() it after its last use");
  if (direction != nullptr && !(end_.get()->*direction))
    fail(EBADF, std::string(call) + ": the connection only " +
                    (direction == &End::sends ? "receives" : "sends") +
                    ": use the other end, or a duplex Pipe");
  return *end_;
}

void Connection::transmit(std::span<const std::byte> bytes, const char* call, os::Where where) {
  const End& own = require(&End::sends, call);
  if (bytes.size() > kMessageBytesMax)
    throw std::length_error(std::string(call) + ": a message of " + std::to_string(bytes.size()) +
                            " bytes: at most " + std::to_string(kMessageBytesMax) +
                            " are possible; send it in parts");
  const auto header = header_of(bytes.size());
  if (bytes.size() > kOneWriteMax) {
    write_all(own.stream.os(), own.stream.handle(), header, where);
    return write_all(own.stream.os(), own.stream.handle(), bytes, where);
  }
  std::vector<std::byte> message(header.begin(), header.end());
  message.insert(message.end(), bytes.begin(), bytes.end());
  write_all(own.stream.os(), own.stream.handle(), message, where);
}

// How many bytes there were until the end of the stream, or in time.
Connection::Piece Connection::read(std::span<std::byte> into, const TimeLimit& limit,
                                   os::Where where) {
  Piece piece;
  while (piece.length < into.size()) {
    const auto length = end_->stream.os().read_stream_within(
        end_->stream.handle(), into.subspan(piece.length), limit.left(), where);
    piece.in_time = length.has_value();
    if (length.value_or(0) == 0) break;
    piece.length += *length;
  }
  return piece;
}

Connection::Piece Connection::read_message(std::string& message, std::size_t length,
                                           const TimeLimit& limit, os::Where where) {
  Piece all;
  while (all.length < length) {
    message.resize(std::min(length, all.length + kReadStep));
    const auto added = std::as_writable_bytes(std::span(message).subspan(all.length));
    const Piece piece = read(added, limit, where);
    all = {all.length + piece.length, piece.in_time};
    if (piece.length < added.size()) break;
  }
  return all;
}

std::optional<std::string> Connection::receive(std::size_t length_max, const TimeLimit& limit,
                                               const char* call, os::Where where) {
  require(&End::receives, call);
  std::array<std::byte, kHeaderBytes> header{};
  Piece piece = read(header, limit, where);
  if (piece.length == 0 && !piece.in_time) return {};
  if (piece.length == 0) throw EndOfStream(std::string(call) + ": the other end is closed");
  if (piece.length == kHeaderBytes) {
    const std::size_t length = length_in(header);
    if (length > length_max) refuse_length(length, length_max, call, where);
    std::string message;
    piece = read_message(message, length, limit, where);
    if (piece.length == length) return message;
  }
  receive_no_more(where);
  if (!piece.in_time) return {};
  fail(EBADMSG, std::string(call) +
                    ": the other end was closed in the middle of a message: its sender has died, "
                    "and no more can be received");
}

void Connection::refuse_length(std::size_t length, std::size_t length_max, const char* call,
                               os::Where where) {
  receive_no_more(where);
  fail(EMSGSIZE, std::string(call) + ": a message of " + std::to_string(length) +
                     " bytes, where at most " + std::to_string(length_max) +
                     " are wanted: nothing more can be received; allow longer ones, or send parts");
}

// What follows could be the middle of a message.
void Connection::receive_no_more(os::Where where) noexcept {
  end_->receives = false;
  if (!end_->sends) close(where);
}

void Connection::send_bytes(std::string_view bytes, std::int64_t offset,
                            std::optional<std::int64_t> size, os::Where where) {
  require(&End::sends, "send_bytes");
  const auto length = static_cast<std::int64_t>(bytes.size());
  if (offset < 0 || offset > length)
    throw std::invalid_argument("send_bytes: offset " + std::to_string(offset) + " in " +
                                std::to_string(length) + " bytes");
  if (size && (*size < 0 || *size > length - offset))
    throw std::invalid_argument("send_bytes: " + std::to_string(*size) + " bytes of " +
                                std::to_string(length - offset));
  const std::string_view part = bytes.substr(static_cast<std::size_t>(offset),
                                             static_cast<std::size_t>(size.value_or(length)));
  transmit(std::as_bytes(std::span(part)), "send_bytes", where);
}

std::string Connection::recv_bytes(std::optional<std::int64_t> length_max, os::Where where) {
  return recv_bytes_within(os::kForever, length_max, where).value();
}

std::optional<std::string> Connection::recv_bytes_within(os::Timeout timeout,
                                                         std::optional<std::int64_t> length_max,
                                                         os::Where where) {
  const TimeLimit limit(require(&End::receives, "recv_bytes").stream.os(), timeout);
  if (length_max && *length_max < 0)
    throw std::invalid_argument("recv_bytes: a length of " + std::to_string(*length_max));
  const std::size_t most = length_max ? static_cast<std::size_t>(*length_max) : kMessageBytesMax;
  return receive(std::min(most, kMessageBytesMax), limit, "recv_bytes", where);
}

std::size_t Connection::recv_bytes_into(std::span<std::byte> buffer, std::int64_t offset,
                                        os::Where where) {
  const TimeLimit limit(require(&End::receives, "recv_bytes_into").stream.os(), os::kForever);
  if (offset < 0 || static_cast<std::size_t>(offset) > buffer.size())
    throw std::invalid_argument("recv_bytes_into: offset " + std::to_string(offset) +
                                " in a buffer of " + std::to_string(buffer.size()) + " bytes");
  std::string message = receive(kMessageBytesMax, limit, "recv_bytes_into", where).value();
  const auto room = buffer.subspan(static_cast<std::size_t>(offset));
  if (message.size() > room.size()) throw BufferTooShort(std::move(message));
  std::ranges::copy(std::as_bytes(std::span(message)), room.begin());
  return message.size();
}

bool Connection::poll(os::Timeout timeout, os::Where where) {
  const End& own = require(&End::receives, "poll");
  const std::array<os::Handle, 1> streams = {own.stream.handle()};
  return !own.stream.os().poll(streams, timeout, where).empty();
}

void Connection::close(os::Where where) noexcept {
  if (end_) end_->stream.close_stream(where);
}

void Connection::save(ArgumentWriter& writer) const {
  const End& own = require(nullptr, "an argument");
  writer(own.stream, own.receives, own.sends);
}

void Connection::load(ArgumentReader& reader) {
  End loaded;
  reader(loaded.stream, loaded.receives, loaded.sends);
  // The same end may be named twice: then it is one here too.
  end_ = reader.shared_state<End>(loaded.stream.handle());
  *end_ = std::move(loaded);
}

}  // namespace ravel
