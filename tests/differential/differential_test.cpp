// The tutorials' programs in Python (programs.py), run by the machine's own interpreter: what comes
// out of them is among what a check of the scenario enumerates. Where Ravel's contract is another
// one than CPython's, docs/scenarios.md says so, and the program is not among them.
#include <gmock/gmock.h>

#include <array>
#include <cstdio>
#include <map>
#include <memory>

#include "tests/scenarios/golden.h"

namespace ravel {
namespace {

using golden::explore;
using golden::outcomes_of;

struct Line {
  std::string scenario;
  std::string outcome;
};

/// "SCENARIO <tab> OUTCOME" of each run.
std::vector<Line> run_python(int repeat) {
  const std::string command = "python3 '" RAVEL_SOURCE_DIR "/tests/differential/programs.py' " +
                              std::to_string(repeat) + " 2>/dev/null";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> lines(popen(command.c_str(), "r"), &pclose);
  std::vector<Line> all;
  std::array<char, 100> scenario{};
  std::array<char, 400> outcome{};
  while (lines &&
         std::fscanf(lines.get(), "%99[^\t]\t%399[^\n]\n", scenario.data(), outcome.data()) == 2)
    all.push_back({scenario.data(), outcome.data()});
  return all;
}

TEST(Differential, PythonShowsOnlyWhatIsEnumerated) {
  ASSERT_EQ(std::system("python3 -c 'import multiprocessing' >/dev/null 2>&1"), 0)
      << "this test needs python3; './dev setup' installs it";
  std::map<std::string, std::set<std::string>> enumerated;
  const std::vector<Line> lines = run_python(1);
  for (const auto& [scenario, outcome] : lines) {
    if (!enumerated.contains(scenario)) enumerated[scenario] = outcomes_of(explore(scenario, {}));
    EXPECT_THAT(enumerated[scenario], testing::Contains(outcome)) << scenario;
  }
  EXPECT_EQ(enumerated.size(), 32u) << "a program did not come to its end";
}

}  // namespace
}  // namespace ravel
