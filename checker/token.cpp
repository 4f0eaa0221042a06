#include "checker/token.h"

#include <optional>

#include "checker/parameters.h"

namespace ravel {
namespace {

constexpr std::string_view kPrefix = "ravel1:";
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

using Bytes = std::vector<std::uint8_t>;

[[noreturn]] void refuse(const std::string& why) {
  throw UsageError("the token cannot be replayed: " + why);
}

// RFC 4648, section 5, without padding.
std::string base64url(const Bytes& bytes) {
  std::string text;
  std::uint32_t bits = 0;
  int held = 0;
  for (const std::uint8_t byte : bytes) {
    bits = bits << 8 | byte;
    for (held += 8; held >= 6; held -= 6) text += kAlphabet[bits >> (held - 6) & 63];
  }
  if (held > 0) text += kAlphabet[bits << (6 - held) & 63];
  return text;
}

Bytes from_base64url(std::string_view text) {
  Bytes bytes;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text) {
    const std::size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) refuse("it has a character that no token has");
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes.push_back(static_cast<std::uint8_t>(bits >> held));
  }
  return bytes;
}

// FNV-1a, 32 bits: it finds typing errors and cut ends, and is no protection against anybody.
std::uint32_t checksum(std::string_view scenario, const Bytes& bytes) {
  std::uint32_t hash = 2166136261u;
  const auto add = [&](std::uint8_t byte) { hash = (hash ^ byte) * 16777619u; };
  for (const char c : scenario) add(static_cast<std::uint8_t>(c));
  for (const std::uint8_t byte : bytes) add(byte);
  return hash;
}

// Numbers are LEB128: seven bits a byte, the low ones first.
void put(Bytes& bytes, std::uint64_t number) {
  for (; number >= 128; number >>= 7) bytes.push_back(static_cast<std::uint8_t>(number | 128));
  bytes.push_back(static_cast<std::uint8_t>(number));
}

class Reader {
 public:
  explicit Reader(const Bytes& bytes) : bytes_(bytes) {}

  std::uint8_t byte() {
    if (position_ == bytes_.size()) refuse("it ends too early");
    return bytes_[position_++];
  }

  std::uint64_t number(std::uint64_t most = ~std::uint64_t{0}) {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const std::uint8_t next = byte();
      if (shift == 63 && next > 1) break;
      value |= std::uint64_t{next & 127u} << shift;
      if (next >= 128) continue;
      if (value > most) break;
      return value;
    }
    refuse("a number in it is too large");
  }

  std::string text() {
    std::string text(number(bytes_.size()), '\0');
    for (char& c : text) c = static_cast<char>(byte());
    return text;
  }

  bool at_end() const { return position_ == bytes_.size(); }

 private:
  const Bytes& bytes_;
  std::size_t position_ = 0;
};

void put(Bytes& bytes, const std::string& text) {
  put(bytes, text.size());
  bytes.insert(bytes.end(), text.begin(), text.end());
}

Bytes payload(const Token& token) {
  Bytes bytes;
  put(bytes, token.assignments.size());
  for (const std::string& assignment : token.assignments) put(bytes, assignment);
  put(bytes, token.seed);
  put(bytes, token.steps_max);
  put(bytes, token.exits_are_choices ? 1u : 0u);
  put(bytes, static_cast<std::uint64_t>(token.timeouts));
  put(bytes, static_cast<std::uint64_t>(token.clock));
  put(bytes, token.kills);
  put(bytes, token.faults);
  put(bytes, token.spin_patience);
  put(bytes, token.schedule.size());
  for (const ScheduledChoice& choice : token.schedule) {
    put(bytes, choice.transition.process);
    put(bytes, static_cast<std::uint64_t>(choice.transition.outcome));
    put(bytes, static_cast<std::uint64_t>(choice.kind));
  }
  return bytes;
}

void read_payload(Reader& reader, std::size_t size, Token& token) {
  for (std::uint64_t left = reader.number(size); left > 0; --left)
    token.assignments.push_back(reader.text());
  token.seed = reader.number();
  token.steps_max = static_cast<std::uint32_t>(reader.number(0xFFFFFFFF));
  token.exits_are_choices = reader.number(1) == 1;
  token.timeouts = static_cast<sim::Timeouts>(reader.number(2));
  token.clock = static_cast<sim::Clock>(reader.number(1));
  token.kills = static_cast<std::uint32_t>(reader.number(0xFFFFFFFF));
  token.faults = static_cast<std::uint32_t>(reader.number(0xFFFFFFFF));
  token.spin_patience = static_cast<std::uint32_t>(reader.number(0xFFFFFFFF));
  if (token.spin_patience < sim::kSpinPatience) refuse("its patience with loops is too small");
  for (std::uint64_t left = reader.number(size); left > 0; --left) {
    ScheduledChoice choice;
    choice.transition.process = static_cast<sim::ProcessId>(reader.number(sim::kProcessesMax - 1));
    choice.transition.outcome = static_cast<sim::Outcome>(reader.number(0xFFFF));
    const auto last_kind = static_cast<std::uint64_t>(sim::kLastOperationKind);
    choice.kind = static_cast<sim::OperationKind>(reader.number(last_kind));
    token.schedule.push_back(choice);
  }
  if (!reader.at_end()) refuse("something follows its end");
}

}  // namespace

std::string encode(const Token& token) {
  Bytes bytes = payload(token);
  const std::uint32_t sum = checksum(token.scenario, bytes);
  for (int shift = 0; shift < 32; shift += 8)
    bytes.push_back(static_cast<std::uint8_t>(sum >> shift));
  return std::string(kPrefix) + token.scenario + ":" + base64url(bytes);
}

Token decode_token(std::string_view text) {
  if (!text.starts_with(kPrefix)) {
    if (text.starts_with("ravel")) refuse("it is of another version; this ravel reads ravel1");
    refuse("it does not begin with ravel1:");
  }
  text.remove_prefix(kPrefix.size());
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) refuse("it has no second colon");
  Token token;
  token.scenario = text.substr(0, colon);
  Bytes bytes = from_base64url(text.substr(colon + 1));
  if (bytes.size() < 4) refuse("it ends too early");
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i < 4; ++i) sum |= std::uint32_t{bytes[bytes.size() - 4 + i]} << (8 * i);
  bytes.resize(bytes.size() - 4);
  if (sum != checksum(token.scenario, bytes)) refuse("it is damaged (the checksum is wrong)");
  Reader reader(bytes);
  read_payload(reader, bytes.size(), token);
  return token;
}

}  // namespace ravel
