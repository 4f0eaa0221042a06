// Connections between processes that are not related: who listens at an address, and who connects
// to it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "primitives/authentication.h"
#include "primitives/connection.h"
#include "primitives/os/os.h"
#include "primitives/stream_end.h"

namespace ravel {

/// A copy is the same listener; so is the one that a child gets as an argument.
class Listener {
 public:
  Listener() noexcept = default;

  /// `address`: "local:NAME", which only processes of this run can reach, or "tcp:HOST:PORT", where
  /// port 0 lets the system choose one. With a `key`, only who has the same one is accepted. Throws
  /// std::invalid_argument for another form of address or an empty key, and std::system_error:
  /// EADDRINUSE while somebody listens there.
  Listener(os::Os& os, std::string_view address, std::optional<std::string> key = std::nullopt,
           os::Where where = os::Where::here());

  /// Blocks until somebody connects, and has proved that he has the key. Throws AuthenticationError
  /// if he cannot: then the next one can be accepted; std::system_error (EBADF) after `close`.
  Connection accept(os::Where where = os::Where::here());

  /// Blocks at most for `timeout`, the proof included; nothing if nobody connected. Somebody who
  /// connects and then says nothing keeps the other `accept` waiting.
  std::optional<Connection> accept(os::Timeout timeout, os::Where where = os::Where::here());

  /// Where it can be reached, with the port that it has.
  std::string address() const;

  /// In this process; closing again is harmless. Whoever is not accepted yet is sent away when
  /// every process has closed it.
  void close(os::Where where = os::Where::here()) noexcept { end_.close(where); }
  bool closed() const noexcept { return end_.closed(); }

  /// For `wait`. Throws if it is closed.
  os::Handle handle() const { return end_.handle("wait", "listener"); }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(end_, key_, has_key_);
  }

 private:
  StreamEnd end_;
  std::string key_;
  bool has_key_ = false;
};

/// Connects to the listener at `address`: Python's Client. Throws std::system_error: ECONNREFUSED
/// if nobody listens there, EHOSTUNREACH for an unknown host; AuthenticationError if the other side
/// has another key or none; std::invalid_argument as Listener does. Blocks until it is accepted, if
/// there is a key, at most for `timeout`.
Connection connect(os::Os& os, std::string_view address,
                   const std::optional<std::string>& key = std::nullopt,
                   os::Timeout timeout = os::kForever, os::Where where = os::Where::here());

}  // namespace ravel
