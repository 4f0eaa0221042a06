// The list of scenarios, as text and as JSON.
#include "checker/report/scenario_list.h"

#include <gmock/gmock.h>

#include <sstream>

#include <nlohmann/json.hpp>

#include "tests/checker/cli/console.h"

namespace ravel {
namespace {

TEST(List, IsGroupedAndAligned) {
  EXPECT_EQ(Console().say({"list"}).out,
            "examples\n"
            "  calm    Observes its parameter\n"
            "          n=10 (2 in a check, 1 to 100): how many\n"
            "          loud=false: whether to tell\n"
            "          expected: holds\n"
            "  broken  Fails an assertion\n"
            "          expected: assertion\n");
}

TEST(List, ShowsWhatThePatternMatches) {
  const std::string broken =
      "examples\n  broken  Fails an assertion\n          expected: assertion\n";
  EXPECT_EQ(Console().say({"list", "rok"}).out, broken);
  EXPECT_EQ(Console().say({"list", "b*n"}).out, broken);
  EXPECT_EQ(Console().say({"list", "?roken"}).out, broken);
  EXPECT_EQ(Console().say({"list", "b?"}).status, 2);
}

TEST(List, IsJsonForPrograms) {
  EXPECT_EQ(nlohmann::json::parse(Console().say({"list", "--json"}).out), nlohmann::json::parse(R"([
    {"name": "calm", "group": "examples", "summary": "Observes its parameter", "parameters": [
      {"name": "n", "summary": "how many", "type": "integer", "run_default": 10,
       "check_default": 2, "range": [1, 100]},
      {"name": "loud", "summary": "whether to tell", "type": "boolean", "run_default": false,
       "check_default": false, "range": [false, true]}], "expected": []},
    {"name": "broken", "group": "examples", "summary": "Fails an assertion", "parameters": [],
     "expected": ["assertion"]}])"));
}

TEST(List, KeepsWithinAHundredColumns) {
  Scenario wide;
  wide.name = "wide";
  const std::string summary(200, 's');
  wide.summary = summary;
  const std::vector<const Scenario*> list = {&wide};
  std::istringstream lines(list_text(list));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100U);
}

}  // namespace
}  // namespace ravel
