// The mutual challenge by which both sides of a connection prove that they have the same key,
// without telling it: HMAC-SHA256 (RFC 2104, FIPS 180-4), as multiprocessing has it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "primitives/connection.h"
#include "primitives/os/os.h"
#include "primitives/time_limit.h"

namespace ravel {

/// The other side has another key, or did not follow the protocol.
class AuthenticationError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Longer messages are refused before anybody has proved anything.
inline constexpr std::int64_t kHandshakeBytesMax = 256;

/// What proves that its maker has `key`: its digest of `text`.
std::array<std::uint8_t, 32> keyed_digest(std::string_view key, std::string_view text);

/// Throws std::invalid_argument for an empty key, which protects nothing.
void check_key(std::string_view key);

/// The part of who listens, one message after the other, for those who must not wait for one: send
/// `challenge`, then what `hear` returns of each message that comes, while it is Going.
class ListenerHandshake {
 public:
  enum class State : std::uint8_t { Going, Done, Refused };

  ListenerHandshake(os::Os& os, std::string key);

  const std::string& challenge() const noexcept { return challenge_; }

  /// What is to be sent next, if anything.
  std::optional<std::string> hear(std::string_view message);
  State state() const noexcept { return state_; }
  const char* why_refused() const noexcept { return why_refused_; }

 private:
  enum class Awaited : std::uint8_t { Proof, Challenge, Verdict };
  void refuse(const char* why) noexcept;

  std::string key_;
  std::string challenge_;
  Awaited awaited_ = Awaited::Proof;
  State state_ = State::Going;
  const char* why_refused_ = "";
};

/// Who listens challenges first, so that nobody who lacks the key can ask it for a digest; and the
/// digests of the two sides differ, so that nobody can answer with what he was just told. Both
/// throw AuthenticationError, also if the other side goes away or lets pass the time; the
/// connection is to be closed then.
void authenticate_listener(Connection& connection, std::string_view key, const TimeLimit& limit,
                           os::Where where);
void authenticate_client(Connection& connection, std::string_view key, const TimeLimit& limit,
                         os::Where where);

}  // namespace ravel
