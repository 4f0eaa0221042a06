// Byte streams as the primitives see them: pipes, stream pairs, local and TCP connections.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "primitives/os/types.h"

namespace ravel::os {

/// How many bytes a stream takes before somebody reads them, unless its creator says otherwise.
inline constexpr std::size_t kStreamCapacity = 65'536;

/// So many bytes go into a pipe in one piece, if there is room for them: POSIX's PIPE_BUF.
inline constexpr std::size_t kAtomicBytes = 512;

/// A stream has two ends, which any number of processes can have open: the one that made it, and
/// its children, if the handle was among `Program::handles`. `share` and `close` count the uses of
/// one process; the last one closes the end in it, and so does its death. Only when an end is
/// closed in every process the other one notices: the reader finds the end of the stream, the
/// writer EPIPE (never a signal). What a process wrote before it died can be read; a message that
/// was half written stays so. Listeners are opened, shared and closed in the same way.
///
/// A failure of the system is a std::system_error with its errno. EBADF: the end of a pipe used in
/// the wrong direction. A handle that is closed, or of another kind, is a std::logic_error; so is a
/// call in one thread while another one closes the end, or the call waits on. All calls may be made
/// by several threads and processes at once, but then who gets which bytes is open. Only a pipe to
/// and from which all write and read pieces of one size, at most kAtomicBytes, of which it has room
/// for all, keeps them whole: each piece is written, and read, at one moment.
///
/// The defaults throw Unsupported: they are for an Os that a test makes.
class Streams {
 public:
  virtual ~Streams() = default;

  /// A pipe: {read end, write end}. It takes `capacity` bytes (at least 1, else
  /// std::invalid_argument) before a writer has to wait; real systems round up.
  virtual std::pair<Handle, Handle> create_pipe(std::size_t capacity = kStreamCapacity,
                                                Where where = Where::here());

  /// A duplex pair: two equal ends, each reads what is written to the other.
  virtual std::pair<Handle, Handle> create_stream_pair(Where where = Where::here());

  /// Offers connections at `address`: "local:NAME", which only processes of the run can reach, or
  /// "tcp:HOST:PORT". Without a HOST that is the loopback interface, with port 0 the system chooses
  /// one. Throws std::invalid_argument for any other form, a NAME of more than 80 bytes or with a
  /// slash, and std::system_error: EADDRINUSE while somebody listens there, EHOSTUNREACH for a HOST
  /// that is unknown or not of this machine.
  virtual Handle listen(std::string_view address, Where where = Where::here());

  /// Where `listener` can be reached, with the port that it has.
  virtual std::string listener_address(Handle listener) const;

  /// Blocks until a peer connects, at most for `timeout`; kNoHandle when none came. A peer may have
  /// written and closed before.
  virtual Handle accept(Handle listener, Timeout timeout, Where where = Where::here());

  /// A duplex end, whose other one waits to be accepted. Throws std::system_error: ECONNREFUSED if
  /// nobody listens at `address`, EHOSTUNREACH for an unknown HOST.
  virtual Handle connect(std::string_view address, Where where = Where::here());

  /// Blocks until something is there and returns how many bytes were read: fewer than asked for if
  /// there were not more, 0 at the end of the stream. Asking for 0 bytes does nothing.
  virtual std::size_t read_stream(Handle stream, std::span<std::byte> into,
                                  Where where = Where::here());

  /// The same, but blocks at most for `timeout`; nothing when nothing came. A read that can succeed
  /// never times out.
  virtual std::optional<std::size_t> read_stream_within(Handle stream, std::span<std::byte> into,
                                                        Timeout timeout,
                                                        Where where = Where::here());

  /// Blocks while the stream is full and returns how many bytes were written: fewer than asked for
  /// if there was no room for more. Throws std::system_error (EPIPE) when nobody can read them.
  /// Writing 0 bytes does nothing.
  virtual std::size_t write_stream(Handle stream, std::span<const std::byte> bytes,
                                   Where where = Where::here());

  /// Blocks until one of `objects` is ready, at most for `timeout`. Returns the places in `objects`
  /// of all that are, in order; none when the time is up. Ready is: an end that can be read without
  /// waiting (or is at its end), a listener that has a connection, a child that has ended.
  virtual std::vector<std::size_t> poll(std::span<const Handle> objects, Timeout timeout,
                                        Where where = Where::here());

  /// Like `Os::close`, with a place for traces. Does nothing to what is closed already.
  virtual void close_stream(Handle stream, Where where = Where::here()) noexcept;
};

}  // namespace ravel::os
