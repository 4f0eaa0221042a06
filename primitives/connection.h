// One end of a pipe or of a connection: messages between processes, as multiprocessing has them.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "primitives/message.h"
#include "primitives/object.h"
#include "primitives/os/os.h"
#include "primitives/time_limit.h"

namespace ravel {

/// Nothing is left to receive, and nobody can send any more: Python's EOFError.
class EndOfStream : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A message did not fit into the buffer that it was received into. It is here instead.
class BufferTooShort : public std::length_error {
 public:
  explicit BufferTooShort(std::string received);
  std::string message;
};

/// A longer message is refused where it is sent (std::length_error), and where it is received
/// (EMSGSIZE).
inline constexpr std::size_t kMessageBytesMax = 0x7FFF'FFFF;

/// A copy is the same end, so that closing one closes all copies of this process; a child that got
/// one as an argument has an end of its own. Messages keep their order and their boundaries; an
/// empty one is one.
///
/// - One process, and one thread of it, may send at a time, and one may receive: a message is
///   written and read in pieces, and others would come in between. A lock is for more.
/// - Sending blocks while the stream is full: two who both send much before they receive wait for
///   each other.
/// - The end of the stream comes only when every process has closed the other end: also the one
///   that made it, and the receiver itself.
/// - Failures are std::system_error, as Python's are OSError. EBADF: it is closed, or of the other
///   direction. EPIPE: nobody can receive any more. EBADMSG: the sender was killed in the middle of
///   a message. EMSGSIZE: the message is longer than the receiver wants. After the last two nothing
///   more can be received.
class Connection {
 public:
  enum class Direction : std::uint8_t { Both, Receive, Send };

  /// Can only be assigned to; closed.
  Connection() noexcept = default;

  /// Takes over one use of the end `stream`.
  Connection(os::Os& os, os::Handle stream, Direction direction);

  /// Sends a value of any type that cereal can encode. Throws std::invalid_argument if it holds a
  /// primitive.
  template <class T>
  void send(const T& value, os::Where where = os::Where::here()) {
    const std::vector<std::byte> bytes = encode_message(value);
    transmit(bytes, "send", where);
  }

  /// Blocks until a message comes. Throws EndOfStream after the last one, and std::runtime_error if
  /// it is not one T.
  template <class T>
  T recv(os::Where where = os::Where::here()) {
    const TimeLimit limit(os(), os::kForever);
    const std::string message = receive(kMessageBytesMax, limit, "recv", where).value();
    return decode_message<T>(os(), std::as_bytes(std::span(message)));
  }

  /// Sends `size` bytes, or all there are, from `offset` on. Throws std::invalid_argument for what
  /// is not there.
  void send_bytes(std::string_view bytes, std::int64_t offset = 0,
                  std::optional<std::int64_t> size = std::nullopt,
                  os::Where where = os::Where::here());

  /// Blocks until a message comes; of at most `length_max` bytes, else EMSGSIZE. Throws
  /// std::invalid_argument for a negative one.
  std::string recv_bytes(std::optional<std::int64_t> length_max = std::nullopt,
                         os::Where where = os::Where::here());

  /// The same, but blocks at most for `timeout`; nothing when no message came. If one had begun to
  /// come, nothing more can be received then.
  std::optional<std::string> recv_bytes_within(
      os::Timeout timeout, std::optional<std::int64_t> length_max = std::nullopt,
      os::Where where = os::Where::here());

  /// Receives into `buffer`, from `offset` on, and returns the length of the message. Throws
  /// BufferTooShort if it does not fit, and std::invalid_argument for an offset outside.
  std::size_t recv_bytes_into(std::span<std::byte> buffer, std::int64_t offset = 0,
                              os::Where where = os::Where::here());

  /// Whether something can be received, also the end of the stream; blocks at most for `timeout`.
  bool poll(os::Timeout timeout = std::chrono::nanoseconds(0), os::Where where = os::Where::here());

  /// Closes the end in this process; closing again is harmless. The end of the scope of the last
  /// copy does it too.
  void close(os::Where where = os::Where::here()) noexcept;
  bool closed() const noexcept { return !end_ || end_->stream.os_or_none() == nullptr; }
  bool readable() const noexcept { return !closed() && end_->receives; }
  bool writable() const noexcept { return !closed() && end_->sends; }

  /// For `wait`. Both throw if it is closed.
  os::Os& os() const { return require(nullptr, "use").stream.os(); }
  os::Handle handle() const { return require(nullptr, "wait").stream.handle(); }

  /// Whether both are copies of one.
  bool same_end(const Connection& other) const noexcept { return end_ == other.end_; }

  /// Names the stream in reports.
  void label(std::string_view name) { os().label(handle(), name); }

  void save(ArgumentWriter& writer) const;
  void load(ArgumentReader& reader);

 private:
  struct End {
    SharedObject stream;
    bool receives = false;
    bool sends = false;
  };

  /// How much of it was read; short because of the time, or of the end of the stream.
  struct Piece {
    std::size_t length = 0;
    bool in_time = true;
  };

  End& require(bool End::*direction, const char* call) const;
  void transmit(std::span<const std::byte> bytes, const char* call, os::Where where);
  std::optional<std::string> receive(std::size_t length_max, const TimeLimit& limit,
                                     const char* call, os::Where where);
  Piece read(std::span<std::byte> into, const TimeLimit& limit, os::Where where);
  Piece read_message(std::string& message, std::size_t length, const TimeLimit& limit,
                     os::Where where);
  [[noreturn]] void refuse_length(std::size_t length, std::size_t length_max, const char* call,
                                  os::Where where);
  void receive_no_more(os::Where where) noexcept;

  std::shared_ptr<End> end_;
};

}  // namespace ravel
