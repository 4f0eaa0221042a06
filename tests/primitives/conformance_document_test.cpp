// docs/conformance.md: each behaviour of the checklist with the tests that hold Ravel to it, or the
// reason why there is none. The tests are those of this program whose names begin with the code. To
// write it anew: ./dev conformance
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <vector>

#include "tests/primitives/checklist.h"
#include "tests/primitives/conformance.h"

namespace ravel {
namespace {

constexpr std::string_view kBegin = "<!-- begin of what ./dev conformance writes -->\n";
constexpr std::string_view kEnd = "<!-- end of what ./dev conformance writes -->\n";
constexpr const char* kProperty = "explored";
constexpr std::string_view kUnknown = "?";

std::string document_path() {
  return std::string(RAVEL_SOURCE_DIR) + "/docs/conformance.md";
}

std::string read_document() {
  std::ifstream in(document_path(), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_document(const std::string& text) {
  std::ofstream(document_path(), std::ios::binary) << text;
}

bool rewrites() {
  return std::getenv("RAVEL_REWRITE_DOCUMENTS") != nullptr;
}

/// What the document says that each test has explored: "| ... | `NAME` | ... | EXPLORED |".
std::map<std::string, std::string, std::less<>> explored_in(const std::string& document) {
  std::map<std::string, std::string, std::less<>> explored;
  std::istringstream lines(document);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t begin = line.rfind(" | `");  // titles have quotes, too
    const std::size_t end = line.find("` | ", begin);
    const std::size_t cell = line.rfind(" | ");
    if (!line.starts_with('|') || begin == std::string::npos || end == std::string::npos) continue;
    explored[line.substr(begin + 4, end - begin - 4)] =
        line.substr(cell + 3, line.size() - cell - 5);
  }
  return explored;
}

/// The codes that `test` begins with, as the checklist writes them: "PR-01".
std::vector<std::string> codes_of(std::string_view test) {
  const auto is = [&](std::size_t place, char least, char most) {
    return place < test.size() && test[place] >= least && test[place] <= most;
  };
  std::vector<std::string> codes;
  while (is(0, 'A', 'Z') && is(1, 'A', 'Z') && is(2, '0', '9') && is(3, '0', '9')) {
    codes.push_back(fmt::format("{}-{}", test.substr(0, 2), test.substr(2, 2)));
    test.remove_prefix(4);
  }
  return codes;
}

/// Where a test runs, and how much of it.
struct Test {
  std::string name;
  std::string real = "-";
  std::string simulated = "-";
};

/// All tests that name a code, or that run on every backend, in the order of their names.
std::vector<Test> registered_tests(const std::string& document) {
  const auto explored = explored_in(document);
  std::map<std::string, Test> tests;
  const testing::UnitTest& program = *testing::UnitTest::GetInstance();
  for (int i = 0; i < program.total_test_suite_count(); ++i) {
    const testing::TestSuite& suite = *program.GetTestSuite(i);
    const std::string_view suite_name = suite.name();
    const bool everywhere = suite_name == "Everywhere/Conformance";
    for (int j = 0; j < suite.total_test_count(); ++j) {
      const std::string full = suite.GetTestInfo(j)->name();
      const std::string name = full.substr(0, full.find('/'));
      if (!everywhere && codes_of(name).empty()) continue;
      Test test{name};
      if (everywhere || suite_name == "OnPosix/ForReal") test.real = "yes";
      if (everywhere || suite_name == "InTheSimulator")
        test.simulated = explored.contains(name) ? explored.at(name) : kUnknown;
      if (test.real == "-" && test.simulated == "-") test.simulated = "by hand";
      tests[name] = test;
    }
  }
  std::vector<Test> sorted;
  for (auto& [name, test] : tests) sorted.push_back(std::move(test));
  return sorted;
}

using TestsByCode = std::map<std::string, std::vector<Test>, std::less<>>;

TestsByCode by_code(const std::vector<Test>& tests) {
  TestsByCode sorted;
  for (const Test& test : tests) {
    const std::vector<std::string> codes = codes_of(test.name);
    for (const std::string& code : codes) sorted[code].push_back(test);
    if (codes.empty()) sorted[""].push_back(test);
  }
  return sorted;
}

std::string row(std::string_view code, std::string_view title, const Test& test) {
  return fmt::format("| {} | {} | `{}` | {} | {} |\n", code, title, test.name, test.real,
                     test.simulated);
}

constexpr std::string_view kHead =
    "| code | behaviour | test | spawn, fork | simulator |\n|---|---|---|---|---|\n";

std::string rows_of(const Behaviour& behaviour, const TestsByCode& tests) {
  const auto found = tests.find(behaviour.code);
  if (found == tests.end())
    return fmt::format("| {} | {} | *none:* {} | | |\n", behaviour.code, behaviour.title,
                       behaviour.reason.empty() ? kUnknown : behaviour.reason);
  std::string text;
  for (const Test& test : found->second)
    text += row(text.empty() ? behaviour.code : "", text.empty() ? behaviour.title : "", test);
  return text;
}

std::string table(const TestsByCode& tests) {
  std::string text;
  std::string_view group;
  for (const Behaviour& behaviour : checklist()) {
    const std::string_view prefix = behaviour.code.substr(0, 2);
    if (prefix != group) text += fmt::format("\n### {}\n\n{}", group_title(prefix), kHead);
    group = prefix;
    text += rows_of(behaviour, tests);
  }
  text += fmt::format("\n### Besides the checklist\n\n{}", kHead);
  if (const auto others = tests.find(""); others != tests.end())
    for (const Test& test : others->second) text += row("", "", test);
  return text + "\n";
}

TEST(ConformanceDocument, EachCodeHasATestOrAReason) {
  const TestsByCode tests = by_code(registered_tests(read_document()));
  for (const Behaviour& behaviour : checklist())
    EXPECT_NE(tests.contains(behaviour.code), !behaviour.reason.empty())
        << behaviour.code << ": a test whose name begins with it, or a reason; not both";
  for (const auto& [code, named] : tests)
    EXPECT_TRUE(code.empty() || std::ranges::count(checklist(), code, &Behaviour::code) == 1)
        << named.front().name << ": the checklist has no " << code;
}

TEST(ConformanceDocument, HasTheTableOfAllTests) {
  const std::string document = read_document();
  const std::size_t begin = document.find(kBegin);
  const std::size_t end = document.find(kEnd);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  const std::string right = document.substr(0, begin + kBegin.size()) +
                            table(by_code(registered_tests(document))) + document.substr(end);
  if (rewrites())
    write_document(right);
  else
    EXPECT_TRUE(document == right) << "the table is out of date: ./dev conformance writes it anew";
}

TEST(ConformanceDocument, CodesAreReadOffTheNamesOfTests) {
  using testing::ElementsAre;
  EXPECT_THAT(codes_of("LK06PR13AKilledHolder"), ElementsAre("LK-06", "PR-13"));
  EXPECT_THAT(codes_of("OnlyOneIsInside"), ElementsAre());
  EXPECT_THAT(codes_of("PR1"), ElementsAre());
}

const testing::TestInfo& running_test() {
  return *testing::UnitTest::GetInstance()->current_test_info();
}

std::string explored_by_running_test() {
  const testing::TestResult& result = *running_test().result();
  for (int i = 0; i < result.test_property_count(); ++i)
    if (result.GetTestProperty(i).key() == std::string_view(kProperty))
      return result.GetTestProperty(i).value();
  return "";
}

/// The document with `explored` in all rows of `test`.
std::string with_explored(const std::string& document, std::string_view test,
                          std::string_view explored) {
  std::string text;
  std::istringstream lines(document);
  for (std::string line; std::getline(lines, line);) {
    if (line.find(fmt::format(" | `{}` | ", test)) != std::string::npos)
      line = fmt::format("{} | {} |", line.substr(0, line.rfind(" | ")), explored);
    text += line + '\n';
  }
  return text;
}

}  // namespace

void note_explored(std::string_view explored) {
  const std::string before = explored_by_running_test();
  testing::Test::RecordProperty(
      kProperty, before.empty() ? std::string(explored) : fmt::format("{}, {}", before, explored));
}

void compare_with_document() {
  const std::string full = running_test().name();
  const std::string test = full.substr(0, full.find('/'));
  const std::string explored = explored_by_running_test();
  const std::string document = read_document();
  if (rewrites()) return write_document(with_explored(document, test, explored));
  EXPECT_EQ(explored_in(document)[test], explored)
      << "docs/conformance.md is out of date: ./dev conformance writes it anew";
}

}  // namespace ravel
