// Plain sockets: bytes without boundaries, for programs that speak a protocol of their own.
#pragma once

#include <string>
#include <string_view>

#include "primitives/os/os.h"
#include "primitives/stream_end.h"

namespace ravel {

/// A connected socket. A copy is the same socket; so is the one that a child gets as an argument.
/// Failures are std::system_error: EPIPE or ECONNRESET when the peer has gone, EBADF after `close`.
class Socket {
 public:
  Socket() noexcept = default;

  /// Connects to `address`, "local:NAME" or "tcp:HOST:PORT", and does not wait until it is
  /// accepted. Throws std::invalid_argument for another form, and std::system_error: ECONNREFUSED
  /// if nobody listens there, EHOSTUNREACH for an unknown HOST.
  Socket(os::Os& os, std::string_view address, os::Where where = os::Where::here());

  /// Sends all of `bytes`; blocks while the peer takes none.
  void sendall(std::string_view bytes, os::Where where = os::Where::here());

  /// Blocks until something is there, and returns at most `size` bytes of it; none at the end.
  std::string recv(std::size_t size, os::Where where = os::Where::here());

  /// In this process; closing again is harmless.
  void close(os::Where where = os::Where::here()) noexcept { end_.close(where); }
  bool closed() const noexcept { return end_.closed(); }

  /// For `wait`. Throws if it is closed.
  os::Handle handle() const { return end_.handle("wait", "socket"); }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(end_);
  }

 private:
  friend class ServerSocket;
  explicit Socket(StreamEnd end) noexcept : end_(std::move(end)) {}

  StreamEnd end_;
};

/// A socket that listens. A copy is the same socket; so is the one that a child gets as an
/// argument. Nobody has to prove anything here: for that there is Listener.
class ServerSocket {
 public:
  ServerSocket() noexcept = default;

  /// Listens at `address`, with the errors of Listener.
  ServerSocket(os::Os& os, std::string_view address, os::Where where = os::Where::here())
      : end_(os, os.listen(address, where)) {}

  /// Blocks until somebody connects. Throws std::system_error (EBADF) after `close`.
  Socket accept(os::Where where = os::Where::here());

  /// Where it can be reached, with the port that it has.
  std::string address() const;

  void close(os::Where where = os::Where::here()) noexcept { end_.close(where); }
  bool closed() const noexcept { return end_.closed(); }
  os::Handle handle() const { return end_.handle("wait", "socket"); }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(end_);
  }

 private:
  StreamEnd end_;
};

}  // namespace ravel
