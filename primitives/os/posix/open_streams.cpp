// Pipes and sockets under one name: the differences are here.
#include "primitives/os/posix/open_streams.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <climits>
#include <stdexcept>

#include "primitives/os/posix/backoff.h"
#include "primitives/os/posix/checked.h"
#include "primitives/os/posix/events.h"
#include "primitives/os/posix/handles.h"
#include "primitives/os/posix/record_pipe.h"

namespace ravel::os::posix {
namespace {

using Use = DescriptorTable::Use;

// No descriptor tells what happens in the arena.
constexpr Backoff kRecordsBackoff{std::chrono::microseconds(1), std::chrono::milliseconds(1)};

/// A page of a pipe is left when the next piece does not fit into its rest, so that pieces of any
/// size fill half of it at least.
void set_capacity(int pipe, std::size_t capacity) {
  const int wanted = static_cast<int>(std::min<std::size_t>(capacity, INT_MAX / 2) * 2);
  if (fcntl(pipe, F_SETPIPE_SZ, wanted) >= 0) return;
  // A user may have so much memory in pipes; a pipe that is large enough as it is will do.
  const int error = errno;
  const int has = checked(fcntl(pipe, F_GETPIPE_SZ), "fcntl F_GETPIPE_SZ");
  if (static_cast<std::size_t>(has) < capacity) throw_error(error, "make a pipe of this capacity");
}

std::pair<Descriptor, Descriptor> open_pipe(std::size_t capacity) {
  int ends[2];
  checked(pipe2(ends, O_CLOEXEC), "make a pipe");
  std::pair<Descriptor, Descriptor> opened{Descriptor(ends[0]), Descriptor(ends[1])};
  set_capacity(ends[1], capacity);
  for (const int end : ends) checked(fcntl(end, F_SETFL, O_NONBLOCK), "fcntl F_SETFL");
  return opened;
}

std::pair<Descriptor, Descriptor> open_pair() {
  int ends[2];
  checked(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), "make a stream pair");
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

/// Refuses what is no end of a stream, or one for the other direction only.
void require_stream(const Use& use, DescriptorKind wrong_way, const char* call) {
  if (use.kind() == DescriptorKind::File) throw std::logic_error("a file is no stream");
  if (use.kind() == DescriptorKind::Listener) throw std::logic_error("a listener is no stream");
  if (use.kind() == wrong_way) throw_error(EBADF, call);
}

ssize_t try_write(const Use& use, std::span<const std::byte> bytes) {
  if (use.kind() == DescriptorKind::WriteEnd)
    return ::write(use.descriptor(), bytes.data(), bytes.size());
  return send(use.descriptor(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
}

/// With `sleeps` a socket waits in the system until something comes; a pipe never does.
ssize_t try_read(const Use& use, std::span<std::byte> into, bool sleeps) {
  if (use.kind() == DescriptorKind::ReadEnd)
    return ::read(use.descriptor(), into.data(), into.size());
  return recv(use.descriptor(), into.data(), into.size(), sleeps ? 0 : MSG_DONTWAIT);
}

}  // namespace

std::pair<Handle, Handle> OpenStreams::create_pipe(std::size_t capacity) {
  if (capacity == 0) throw std::invalid_argument("a pipe needs a capacity of at least 1 byte");
  return table_.add_pair(DescriptorKind::ReadEnd, DescriptorKind::WriteEnd,
                         [&] { return open_pipe(capacity); });
}

std::pair<Handle, Handle> OpenStreams::create_pair() {
  return table_.add_pair(DescriptorKind::Duplex, DescriptorKind::Duplex, open_pair);
}

// Its two ends are two uses of one block.
std::pair<Handle, Handle> OpenStreams::create_record_pipe(std::size_t record, std::size_t records) {
  const Handle handle = posix::create_record_pipe(arena_, record, records);
  arena_.share(handle);
  return {handle, handle};
}

void OpenStreams::close(Handle stream) noexcept {
  if (is_record_pipe(stream))
    arena_.close(stream);
  else
    table_.close(stream, false);
}

bool OpenStreams::read_record(Handle pipe, std::span<std::byte> into, Timeout timeout) {
  RecordPipe& records = record_pipe_at(arena_, pipe);
  if (records.try_read(into)) return true;
  if (timeout && timeout->count() <= 0) return false;
  const Waiting waiting(threads_.record(), WaitKind::Read, pipe);
  return records.read(into, timeout);
}

void OpenStreams::write_record(Handle pipe, std::span<const std::byte> bytes) {
  RecordPipe& records = record_pipe_at(arena_, pipe);
  if (records.try_write(bytes)) return;
  const Waiting waiting(threads_.record(), WaitKind::Write, pipe);
  records.write(bytes, kForever);
}

std::optional<std::size_t> OpenStreams::read(Handle stream, std::span<std::byte> into,
                                             Timeout timeout) {
  if (is_record_pipe(stream))
    return read_record(stream, into, timeout) ? std::optional(into.size()) : std::nullopt;
  const Use use = table_.use(stream);
  require_stream(use, DescriptorKind::WriteEnd, "read a stream");
  if (into.empty()) return 0;
  const auto deadline = timeout ? std::optional<Deadline>(*timeout) : std::nullopt;
  std::optional<Waiting> waiting;
  for (;;) {
    // A wait that nothing but a byte can end is one call of the system instead of two.
    const bool sleeps = waiting && !deadline && use.kind() == DescriptorKind::Duplex;
    const ssize_t count = retried([&] { return try_read(use, into, sleeps); });
    if (count >= 0) return static_cast<std::size_t>(count);
    // A socket says this instead when its peer closed without having read everything.
    if (errno == ECONNRESET) return 0;
    if (errno != EAGAIN) throw_errno("read a stream");
    if (!waiting) waiting.emplace(threads_.record(), WaitKind::Read, stream);
    if (!deadline && use.kind() == DescriptorKind::Duplex) continue;
    pollfd bytes{use.descriptor(), POLLIN, 0};
    const Timeout left = deadline ? Timeout(deadline->left()) : kForever;
    if (wait_for_events(std::span(&bytes, 1), left) == 0) return {};
  }
}

std::size_t OpenStreams::write(Handle stream, std::span<const std::byte> bytes) {
  if (is_record_pipe(stream)) {
    write_record(stream, bytes);
    return bytes.size();
  }
  const Use use = table_.use(stream);
  require_stream(use, DescriptorKind::ReadEnd, "write a stream");
  if (bytes.empty()) return 0;
  for (;;) {
    const ssize_t count = retried([&] { return try_write(use, bytes); });
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno == ECONNRESET) errno = EPIPE;
    if (errno != EAGAIN) throw_errno("write a stream");
    const Waiting waiting(threads_.record(), WaitKind::Write, stream);
    pollfd room{use.descriptor(), POLLOUT, 0};
    wait_for_events(std::span(&room, 1), kForever);
  }
}

std::vector<std::size_t> OpenStreams::poll(std::span<const Handle> objects, Timeout timeout) {
  // They keep open what is looked at.
  std::vector<Use> uses;
  std::vector<Descriptor> children;
  std::vector<pollfd> events;
  std::vector<std::size_t> pipes;  // of records
  std::vector<bool> ready(objects.size());
  for (std::size_t i = 0; i < objects.size(); ++i) {
    int watched = -1;  // which ppoll passes over
    if (is_descriptor(objects[i])) {
      uses.push_back(table_.use(objects[i]));
      if (uses.back().kind() == DescriptorKind::File)
        throw std::logic_error("a file cannot be polled");
      if (uses.back().kind() == DescriptorKind::WriteEnd) throw_error(EBADF, "poll");
      watched = uses.back().descriptor();
    } else if (is_record_pipe(objects[i])) {
      pipes.push_back(i);
    } else if (std::optional<Descriptor> child = children_.end_of(objects[i])) {
      watched = child->get();
      children.push_back(std::move(*child));
    } else {
      ready[i] = true;
      timeout = std::chrono::nanoseconds(0);
    }
    events.push_back({watched, POLLIN, 0});
  }

  const Waiting waiting(threads_.record(), WaitKind::Poll,
                        Handle{static_cast<std::uint32_t>(objects.size())});
  const auto look = [&] {
    bool any = wait_for_events(events, std::chrono::nanoseconds(0)) > 0;
    for (const std::size_t i : pipes) any |= ready[i] = !record_pipe_at(arena_, objects[i]).empty();
    return any;
  };
  if (pipes.empty())
    wait_for_events(events, timeout);
  else
    look_until(look, timeout, kRecordsBackoff);
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < objects.size(); ++i)
    if (ready[i] || events[i].revents != 0) places.push_back(i);
  return places;
}

}  // namespace ravel::os::posix
