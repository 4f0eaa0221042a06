// Defaults of the calls that a backend need not offer.
#include "primitives/os/os.h"

namespace ravel::os {

Handle Threads::start_thread(std::function<void()>, const ThreadOptions&, Where) {
  throw Unsupported("threads");
}
bool Threads::wait_thread(Handle, Timeout, Where) {
  throw Unsupported("threads");
}
std::uint32_t Threads::thread_id() const noexcept {
  return 0;
}

bool SharedMemory::wait_until(const std::function<bool()>&, Timeout, Where) {
  throw Unsupported("waiting for shared memory to change");
}

std::pair<Handle, Handle> Streams::create_pipe(std::size_t, Where) {
  throw Unsupported("pipes");
}
std::pair<Handle, Handle> Streams::create_stream_pair(Where) {
  throw Unsupported("stream pairs");
}
Handle Streams::listen(std::string_view, Where) {
  throw Unsupported("sockets");
}
std::string Streams::listener_address(Handle) const {
  throw Unsupported("sockets");
}
Handle Streams::accept(Handle, Timeout, Where) {
  throw Unsupported("sockets");
}
Handle Streams::connect(std::string_view, Where) {
  throw Unsupported("sockets");
}
std::size_t Streams::read_stream(Handle, std::span<std::byte>, Where) {
  throw Unsupported("streams");
}
// Right for one reader. Of several, another one may take what was seen: a backend that can do both
// in one call must override it.
std::optional<std::size_t> Streams::read_stream_within(Handle stream, std::span<std::byte> into,
                                                       Timeout timeout, Where where) {
  const Handle streams[] = {stream};
  if (timeout && !into.empty() && poll(streams, timeout, where).empty()) return {};
  return read_stream(stream, into, where);
}
std::size_t Streams::write_stream(Handle, std::span<const std::byte>, Where) {
  throw Unsupported("streams");
}
std::vector<std::size_t> Streams::poll(std::span<const Handle>, Timeout, Where) {
  throw Unsupported("streams");
}
void Streams::close_stream(Handle, Where) noexcept {}

void Surroundings::fail(std::string_view why, Where) {
  throw AssertionFailed(std::string(why));
}

}  // namespace ravel::os
