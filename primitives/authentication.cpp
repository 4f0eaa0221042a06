// Each side in its turn sends a challenge, "#CHALLENGE#{sha256}" and 32 random bytes, gets the
// keyed digest of it, and says "#WELCOME#" or "#FAILURE#".
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

class Handshake {
 public:
  Handshake(Connection& connection, std::string_view key, const TimeLimit& limit, os::Where where)
      : connection_(connection), key_(key), limit_(limit), where_(where) {}

  /// The other side, which is `side`, must prove that it has the key.
  void challenge(std::string_view side) {
    const std::string challenge = std::string(kChallenge) + random_bytes(connection_.os());
    send(challenge);
    const std::string expected = proof(key_, side, challenge);
    const std::string answer = receive();
    // In constant time: how long it takes tells nothing about how much was right.
    const bool right = answer.size() == expected.size() &&
                       CRYPTO_memcmp(answer.data(), expected.data(), expected.size()) == 0;
    send(right ? kWelcome : kFailure);
    if (!right) throw AuthenticationError("the other side has another key");
  }

  /// This side, which is `side`, proves that it has the key.
  void answer(std::string_view side) {
    const std::string challenge = receive();
    if (!challenge.starts_with(kChallenge) ||
        challenge.size() != kChallenge.size() + kRandomWords * sizeof(std::uint64_t))
      throw AuthenticationError("a challenge was expected: does the other side use a key at all?");
    send(proof(key_, side, challenge));
    if (receive() != kWelcome) throw AuthenticationError("the other side refused the key");
  }

 private:
  void send(std::string_view message) { connection_.send_bytes(message, 0, {}, where_); }

  std::string receive() {
    auto message = connection_.recv_bytes_within(limit_.left(), kHandshakeBytesMax, where_);
    if (!message) throw AuthenticationError("the other side did not answer in time");
    return std::move(*message);
  }

  Connection& connection_;
  std::string_view key_;
  const TimeLimit& limit_;
  os::Where where_;
};

/// Whatever goes wrong meanwhile is a failed authentication.
template <class Steps>
void shake_hands(const Steps& steps) {
  try {
    steps();
  } catch (const EndOfStream&) {
    throw AuthenticationError("the other side went away during the authentication");
  } catch (const std::system_error& error) {
    throw AuthenticationError(std::string("during the authentication: ") + error.what());
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

void authenticate_listener(Connection& connection, std::string_view key, const TimeLimit& limit,
                           os::Where where) {
  shake_hands([&] {
    Handshake handshake(connection, key, limit, where);
    handshake.challenge(kClient);
    handshake.answer(kListener);
  });
}

void authenticate_client(Connection& connection, std::string_view key, const TimeLimit& limit,
                         os::Where where) {
  shake_hands([&] {
    Handshake handshake(connection, key, limit, where);
    handshake.answer(kClient);
    handshake.challenge(kListener);
  });
}

}  // namespace ravel
