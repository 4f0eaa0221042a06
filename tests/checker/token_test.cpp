// Tokens: they say all that a replay needs, and refuse to be anything else.
#include "checker/token.h"

#include <gtest/gtest.h>

#include "checker/parameters.h"
#include "sim/random.h"

namespace ravel {
namespace {

Token example() {
  Token token;
  token.scenario = "ticket-guarded";
  token.assignments = {"clients=2", "tickets=-1"};
  token.seed = 0xFFFFFFFFFFFFFFFF;
  token.steps_max = 10'000;
  token.exits_are_choices = true;
  token.kills = 1;
  token.faults = 200;
  token.spin_patience = 5;
  token.schedule = {{"1", sim::OperationKind::Load, "count", sim::Outcome::Done},
                    {"1:2/3", sim::OperationKind::Acquire, "lock 'a'", sim::Outcome::TimedOut},
                    {"", sim::OperationKind::Choose, "", static_cast<sim::Outcome>(300)}};
  return token;
}

std::string refusal(std::string_view text) {
  try {
    decode_token(text);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Token, SurvivesEncoding) {
  EXPECT_EQ(decode_token(encode(example())), example());
}

TEST(Token, IsAWordThatAShellLeavesAlone) {
  const std::string text = encode(example());
  EXPECT_EQ(text.substr(0, 22), "ravel1:ticket-guarded:");
  EXPECT_EQ(text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                   "0123456789-_:"),
            std::string::npos);
}

TEST(Token, RefusesAnotherVersion) {
  EXPECT_EQ(refusal("ravel2:x:AAAAAA"),
            "the token cannot be replayed: it is of another version; this ravel reads ravel1");
  EXPECT_EQ(refusal("token"), "the token cannot be replayed: it does not begin with ravel1:");
}

// Tokens of the first format began with the number of parameters, here none, and had no labels.
TEST(Token, RefusesAnOlderFormat) {
  EXPECT_EQ(refusal("ravel1:bank-careless:AAGQTgAAAAMBAAgCAAgCAAlS4RfP"),
            "the token cannot be replayed: it is of format 1; this ravel reads format 2");
}

// A hundred steps of two processes that take turns: a block of 2 bytes and a step of 1 byte each, 4
// characters per 3 bytes, and 100 characters for everything else.
TEST(Token, NeedsFourCharactersForAStep) {
  Token token;
  token.scenario = "x";
  for (int i = 0; i < 100; ++i)
    token.schedule.push_back(
        {i % 2 == 0 ? "1" : "2", sim::OperationKind::Acquire, "a long label", sim::Outcome::Done});
  EXPECT_LT(encode(token).size(), 500u);
}

// Each single damage is found: the checksum has 32 bits, and FNV-1a tells any two texts apart that
// differ in one byte.
TEST(Token, RefusesEveryChangedCharacter) {
  const std::string text = encode(example());
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string damaged = text;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    EXPECT_NE(refusal(damaged), "accepted") << i;
  }
}

TEST(Token, RefusesEveryCut) {
  const std::string text = encode(example());
  for (std::size_t length = 0; length < text.size(); ++length)
    EXPECT_NE(refusal(text.substr(0, length)), "accepted") << length;
}

// A thousand random texts behind the right beginning: refused, without a crash.
TEST(Token, RefusesNoise) {
  sim::Random random(3);
  for (int round = 0; round < 1000; ++round) {
    std::string text = "ravel1:x:";
    for (std::uint32_t left = random.below(80); left > 0; --left)
      text += static_cast<char>(32 + random.below(95));
    EXPECT_NE(refusal(text), "accepted") << text;
  }
}

}  // namespace
}  // namespace ravel
