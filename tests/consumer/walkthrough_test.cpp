// docs/your-first-scenario.md shows the example project as it is, so that what it says is tested.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace {

std::string text_of(const std::string& path) {
  std::ifstream in(std::string(RAVEL_SOURCE_DIR "/") + path, std::ios::binary);
  EXPECT_TRUE(in.is_open()) << path;
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Walkthrough, ShowsTheExampleProjectAsItIs) {
  const std::string walkthrough = text_of("docs/your-first-scenario.md");
  const std::string build = text_of("tests/consumer/CMakeLists.txt");
  const std::string scenario = text_of("tests/consumer/my_scenario.cpp");
  EXPECT_NE(walkthrough.find("```cmake\n" + build + "```\n"), std::string::npos);
  const std::string test = text_of("tests/consumer/my_test.cpp");
  EXPECT_NE(walkthrough.find("```cpp\n" + scenario + "```\n"), std::string::npos);
  EXPECT_NE(walkthrough.find("```cpp\n" + test + "```\n"), std::string::npos);
}

}  // namespace
