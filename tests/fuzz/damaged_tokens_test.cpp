// A short dose of what the fuzzer does at length: a thousand damaged tokens, the same at each run.
#include "tests/fuzz/damaged_tokens.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "sim/random.h"
#include "tests/checker/cli/console.h"

namespace ravel::fuzz {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr int kDose = 1000;

std::string random_bytes(sim::Random& random, std::uint32_t most) {
  std::string bytes(random.below(most + 1), '\0');
  for (char& byte : bytes) byte = static_cast<char>(random.below(256));
  return bytes;
}

/// One to three damages: a flipped bit, a cut end, something inserted, something very long, a part
/// said twice.
std::string damaged(std::string text, sim::Random& random) {
  for (std::uint32_t i = 0, count = 1 + random.below(3); i < count; ++i) {
    const auto at = random.below(static_cast<std::uint32_t>(text.size()) + 1);
    switch (random.below(5)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << random.below(8)));
        break;
      case 1:
        text.resize(at);
        break;
      case 2:
        text.insert(at, random_bytes(random, 8));
        break;
      case 3:
        text.insert(at, std::string(1 + random.below(20'000), "A_9:"[random.below(4)]));
        break;
      default:
        text += text.substr(at);
    }
  }
  return text;
}

// A token that was not changed, after all, or only in bits that no byte needs, replays its
// deadlock.
TEST(DamagedTokens, AreRefusedInOneLineOrMeanTheSame) {
  const std::string valid = valid_token();
  const Token meant = decode_token(valid);
  ASSERT_EQ(refusal(valid), "");
  sim::Random random(1);
  int refused = 0;
  for (int i = 0; i < kDose; ++i) {
    const std::string text = damaged(valid, random);
    const std::string why = refusal(text);
    if (why.empty()) {
      EXPECT_EQ(decode_token(text), meant) << i;
      continue;
    }
    EXPECT_THAT(why, HasSubstr("token")) << i;
    ++refused;
  }
  // Nearly all: what is not refused has lost nothing.
  EXPECT_GT(refused, kDose * 9 / 10);
}

// The checksum is right, but what is said cannot be: no schedule may do more than diverge.
TEST(DamagedTokens, OfARightFormEndInADivergenceAtWorst) {
  const Token meant = decode_token(valid_token());
  sim::Random random(2);
  for (int i = 0; i < kDose / 4; ++i) {
    Token token = meant;
    const auto size = static_cast<std::uint32_t>(token.schedule.size());
    switch (random.below(5)) {
      case 0:
        token.schedule.resize(random.below(size));
        break;
      case 1:
        token.schedule[random.below(size)].process = std::to_string(random.below(128));
        break;
      case 2:
        std::swap(token.schedule[random.below(size)], token.schedule[random.below(size)]);
        break;
      case 3:
        token.steps_max = random.below(100);
        break;
      default:
        token.assignments = {random_bytes(random, 20)};
    }
    EXPECT_THAT(refusal(encode(token)), testing::AnyOf("", HasSubstr("token"))) << i;
  }
}

TEST(DamagedTokens, InFilesAreRefusedByTheCommandLine) {
  const std::string path = testing::TempDir() + "ravel-damaged.token";
  const std::string valid = valid_token();
  Console console;
  console.scenarios = {crossed_locks()};
  sim::Random random(3);
  for (int i = 0; i < 100; ++i) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << damaged(valid, random);
    const Said said = console.say({"replay", "@" + path});
    EXPECT_THAT(said.status, testing::AnyOf(1, 2)) << i;
    if (said.status == 1) continue;  // what came behind the first line was not looked at
    EXPECT_EQ(said.out, "") << i;
    EXPECT_THAT(said.err, StartsWith("ravel: ")) << i;
    EXPECT_EQ(said.err.find('\n'), said.err.size() - 1) << i;
  }
  std::filesystem::remove(path);
}

TEST(DamagedTokens, AreNotLookedForWithoutEnd) {
  Console console;
  EXPECT_EQ(console.say({"replay", "@/dev/zero"}).err,
            "ravel: cannot read a token from '/dev/zero': no token is that long\n");
  EXPECT_EQ(console.say({"replay", "@/dev/null"}).err,
            "ravel: cannot read a token from '/dev/null': its first line is empty\n");
  EXPECT_EQ(console.say({"replay", "@/"}).status, 2);
}

}  // namespace
}  // namespace ravel::fuzz
