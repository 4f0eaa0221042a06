// Each side in its turn, who listens first, sends a challenge, "#CHALLENGE#{sha256}" and 32 random
// bytes, gets the keyed digest of it, and says "#WELCOME#" or "#FAILURE#".
#include "primitives/authentication.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cstring>
#include <string>
#include <system_error>
#include <utility>

namespace ravel {
namespace {

constexpr std::string_view kChallenge = "#CHALLENGE#{sha256}";
constexpr std::string_view kWelcome = "#WELCOME#";
constexpr std::string_view kFailure = "#FAILURE#";
constexpr std::size_t kRandomWords = 4;

/// Whose proof it is: a part of what is digested.
constexpr std::string_view kListener = "ravel listener";
constexpr std::string_view kClient = "ravel client";

std::string random_bytes(os::Os& os) {
  std::string bytes;
  for (std::size_t i = 0; i < kRandomWords; ++i) {
    const std::uint64_t word = os.entropy();
    bytes.append(reinterpret_cast<const char*>(&word), sizeof word);
  }
  return bytes;
}

std::string proof(std::string_view key, std::string_view side, std::string_view challenge) {
  const auto digest = keyed_digest(key, std::string(side) + std::string(challenge));
  return {digest.begin(), digest.end()};
}

std::string new_challenge(os::Os& os) {
  return std::string(kChallenge) + random_bytes(os);
}

bool is_challenge(std::string_view message) {
  return message.starts_with(kChallenge) &&
         message.size() == kChallenge.size() + kRandomWords * sizeof(std::uint64_t);
}

// In constant time: how long it takes tells nothing about how much was right.
bool proves(std::string_view answer, std::string_view key, std::string_view side,
            std::string_view challenge) {
  const std::string expected = proof(key, side, challenge);
  return answer.size() == expected.size() &&
         CRYPTO_memcmp(answer.data(), expected.data(), expected.size()) == 0;
}

constexpr const char* kAnotherKey = "the other side has another key: give both the same one";
constexpr const char* kNoChallenge =
    "a challenge was expected: does the other side use a key at all?";
constexpr const char* kKeyRefused = "the other side refused the key: give both the same one";

class Dialogue {
 public:
  Dialogue(Connection& connection, const TimeLimit& limit, os::Where where)
      : connection_(connection), limit_(limit), where_(where) {}

  void send(std::string_view message) { connection_.send_bytes(message, 0, {}, where_); }

  std::string receive() {
    auto message = connection_.recv_bytes_within(limit_.left(), kHandshakeBytesMax, where_);
    if (!message)
      throw AuthenticationError("the other side did not answer in time: does it use a key at all?");
    return std::move(*message);
  }

 private:
  Connection& connection_;
  const TimeLimit& limit_;
  os::Where where_;
};

/// Whatever goes wrong meanwhile is a failed authentication.
template <class Steps>
void shake_hands(const Steps& steps) {
  try {
    steps();
  } catch (const EndOfStream&) {
    throw AuthenticationError(
        "the other side went away during the authentication: does it use the "
        "same key?");
  } catch (const std::system_error& error) {
    throw AuthenticationError(
        std::string("this is no authentication: does the other side use a key at all? ") +
        error.what());
  }
}

}  // namespace

std::array<std::uint8_t, 32> keyed_digest(std::string_view key, std::string_view text) {
  std::array<std::uint8_t, 32> digest{};
  unsigned length = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  const unsigned char* done = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes,
                                   text.size(), digest.data(), &length);
  os::ensure(done != nullptr && length == digest.size(), "libcrypto has no HMAC-SHA256");
  return digest;
}

void check_key(std::string_view key) {
  if (key.empty())
    throw std::invalid_argument("an empty authentication key protects nothing: give none, or one");
}

ListenerHandshake::ListenerHandshake(os::Os& os, std::string key)
    : key_(std::move(key)), challenge_(new_challenge(os)) {}

void ListenerHandshake::refuse(const char* why) noexcept {
  state_ = State::Refused;
  why_refused_ = why;
}

std::optional<std::string> ListenerHandshake::hear(std::string_view message) {
  switch (awaited_) {
    case Awaited::Proof:
      awaited_ = Awaited::Challenge;
      if (proves(message, key_, kClient, challenge_)) return std::string(kWelcome);
      refuse(kAnotherKey);
      return std::string(kFailure);
    case Awaited::Challenge:
      awaited_ = Awaited::Verdict;
      if (is_challenge(message)) return proof(key_, kListener, message);
      refuse(kNoChallenge);
      return {};
    case Awaited::Verdict:
      state_ = State::Done;
      if (message != kWelcome) refuse(kKeyRefused);
      break;
  }
  return {};
}

void authenticate_listener(Connection& connection, std::string_view key, const TimeLimit& limit,
                           os::Where where) {
  shake_hands([&] {
    Dialogue dialogue(connection, limit, where);
    ListenerHandshake handshake(connection.os(), std::string(key));
    dialogue.send(handshake.challenge());
    while (handshake.state() == ListenerHandshake::State::Going)
      if (const auto reply = handshake.hear(dialogue.receive())) dialogue.send(*reply);
    if (handshake.state() == ListenerHandshake::State::Refused)
      throw AuthenticationError(handshake.why_refused());
  });
}

void authenticate_client(Connection& connection, std::string_view key, const TimeLimit& limit,
                         os::Where where) {
  shake_hands([&] {
    Dialogue dialogue(connection, limit, where);
    const std::string challenge = dialogue.receive();
    if (!is_challenge(challenge)) throw AuthenticationError(kNoChallenge);
    dialogue.send(proof(key, kClient, challenge));
    if (dialogue.receive() != kWelcome) throw AuthenticationError(kKeyRefused);
    const std::string own = new_challenge(connection.os());
    dialogue.send(own);
    const bool right = proves(dialogue.receive(), key, kListener, own);
    dialogue.send(right ? kWelcome : kFailure);
    if (!right) throw AuthenticationError(kAnotherKey);
  });
}

}  // namespace ravel
