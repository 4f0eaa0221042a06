#include "checker/token.h"

#include <algorithm>
#include <utility>

#include "checker/parameters.h"

namespace ravel {
namespace {

constexpr std::string_view kPrefix = "ravel1:";
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

// The first byte of what is coded: 128 and the number of the format.
constexpr std::uint8_t kFormat = 128 + 2;

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

/// Each text once; steps name it by its number.
class Table {
 public:
  std::uint64_t number_of(const std::string& text) {
    const auto found = std::find(texts_.begin(), texts_.end(), text);
    if (found != texts_.end()) return static_cast<std::uint64_t>(found - texts_.begin());
    texts_.push_back(text);
    return texts_.size() - 1;
  }
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  std::vector<std::string> texts_;
};

/// What a process does, without the process: a kind and the number of an object's name.
using Label = std::pair<sim::OperationKind, std::uint64_t>;

std::uint64_t number_of(const Label& label, std::vector<Label>& labels) {
  const auto found = std::find(labels.begin(), labels.end(), label);
  if (found != labels.end()) return static_cast<std::uint64_t>(found - labels.begin());
  labels.push_back(label);
  return labels.size() - 1;
}

// A block is what one process does without interruption. Most steps take a byte.
void put_blocks(Bytes& bytes, const Schedule& schedule, Table& names, std::vector<Label>& labels) {
  for (std::size_t begin = 0, end = 0; begin < schedule.size(); begin = end) {
    while (end < schedule.size() && schedule[end].process == schedule[begin].process) ++end;
    put(bytes, names.number_of(schedule[begin].process));
    put(bytes, end - begin);
    for (std::size_t i = begin; i < end; ++i) {
      const ScheduledStep& step = schedule[i];
      const bool done = step.outcome == sim::Outcome::Done;
      const Label label{step.kind, names.number_of(step.object)};
      put(bytes, number_of(label, labels) * 2 + (done ? 0 : 1));
      if (!done) put(bytes, static_cast<std::uint64_t>(step.outcome));
    }
  }
}

void put(Bytes& bytes, const Schedule& schedule) {
  Table names;
  std::vector<Label> labels;
  Bytes blocks;
  put_blocks(blocks, schedule, names, labels);
  put(bytes, names.texts().size());
  for (const std::string& name : names.texts()) put(bytes, name);
  put(bytes, labels.size());
  for (const auto& [kind, name] : labels) {
    put(bytes, static_cast<std::uint64_t>(kind));
    put(bytes, name);
  }
  put(bytes, schedule.size());
  bytes.insert(bytes.end(), blocks.begin(), blocks.end());
}

Bytes payload(const Token& token) {
  Bytes bytes{kFormat};
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
  put(bytes, token.schedule);
  return bytes;
}

/// A number below `size`: of something that has been read before.
std::size_t index(Reader& reader, std::size_t size) {
  const std::uint64_t number = reader.number();
  if (number >= size) refuse("it names something that it does not have");
  return number;
}

Schedule read_schedule(Reader& reader, std::size_t size) {
  std::vector<std::string> names;
  for (std::uint64_t left = reader.number(size); left > 0; --left) names.push_back(reader.text());
  std::vector<Label> labels;
  constexpr auto kLastKind = static_cast<std::uint64_t>(sim::kLastOperationKind);
  for (std::uint64_t left = reader.number(size); left > 0; --left) {
    const auto kind = static_cast<sim::OperationKind>(reader.number(kLastKind));
    labels.emplace_back(kind, index(reader, names.size()));
  }
  Schedule schedule;
  for (std::uint64_t left = reader.number(size); left > 0;) {
    const std::string& process = names[index(reader, names.size())];
    std::uint64_t block = reader.number(left);
    if (block == 0) refuse("a process in it does nothing");
    for (left -= block; block > 0; --block) {
      const std::uint64_t number = reader.number();
      if (number / 2 >= labels.size()) refuse("it names something that it does not have");
      const auto& [kind, object] = labels[number / 2];
      const std::uint64_t outcome = number % 2 == 0 ? 0 : reader.number(0xFFFF);
      schedule.push_back({process, kind, names[object], static_cast<sim::Outcome>(outcome)});
    }
  }
  return schedule;
}

void read_payload(Reader& reader, std::size_t size, Token& token) {
  // The first format began with a number of parameters, which is less.
  const unsigned format = reader.byte();
  if (format != kFormat)
    refuse("it is of format " + std::to_string(format < 128 ? 1 : format - 128) +
           "; this ravel reads format " + std::to_string(kFormat - 128));
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
  token.schedule = read_schedule(reader, size);
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

sim::SimulationOptions simulation_options(const Token& token) {
  sim::SimulationOptions options;
  options.steps_max = token.steps_max;
  options.seed = token.seed;
  options.exits_are_choices = token.exits_are_choices;
  options.timeouts = token.timeouts;
  options.clock = token.clock;
  options.kills = token.kills;
  options.faults = token.faults;
  options.spin_patience = token.spin_patience;
  return options;
}

void set_options(Token& token, const sim::SimulationOptions& options) {
  token.steps_max = options.steps_max;
  token.seed = options.seed;
  token.exits_are_choices = options.exits_are_choices;
  token.timeouts = options.timeouts;
  token.clock = options.clock;
  token.kills = options.kills;
  token.faults = options.faults;
  token.spin_patience = options.spin_patience;
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
