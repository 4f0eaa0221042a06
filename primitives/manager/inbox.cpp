// Pieces become a message.
#include "primitives/manager/inbox.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <span>
#include <system_error>

#include "primitives/framing.h"

namespace ravel::manager {
namespace {

// Most messages come in one piece, with their header.
constexpr std::size_t kPieceBytes = 1 << 14;

}  // namespace

void Inbox::take_from(const Connection& client) {
  std::array<std::byte, kPieceBytes> piece;
  const auto length = client.os().read_stream_within(
      client.handle(), piece, std::chrono::nanoseconds(0), os::Where::here());
  if (length == std::size_t{0}) throw EndOfStream("the client has gone");
  received_.append(reinterpret_cast<const char*>(piece.data()), length.value_or(0));
}

std::optional<std::string> Inbox::next(std::size_t length_max) {
  if (received_.size() < kHeaderBytes) return {};
  const std::size_t size = length_in(std::as_bytes(std::span(received_)).first<kHeaderBytes>());
  if (size > length_max)
    throw std::system_error(EMSGSIZE, std::generic_category(), "a message of a client");
  if (received_.size() < kHeaderBytes + size) return {};
  std::string message = received_.substr(kHeaderBytes, size);
  received_.erase(0, kHeaderBytes + size);
  return message;
}

}  // namespace ravel::manager
