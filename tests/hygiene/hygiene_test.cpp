// The rules of file layout hold for this tree; and each check is seen to find what it is for.
#include "tests/hygiene/hygiene.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ravel::hygiene {
namespace {

using Check = Complaints (*)(const SourceFile&);

SourceFile file(std::string path, std::string text) {
  return {std::move(path), std::move(text)};
}

std::string repeated(std::size_t times, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

Complaints over_the_tree(Check check) {
  Complaints all;
  for (const SourceFile& source : source_files(RAVEL_SOURCE_DIR))
    for (std::string& complaint : check(source)) all.push_back(std::move(complaint));
  return all;
}

const Complaints kNone;

TEST(Hygiene, FindsTheSourcesOfEveryFolder) {
  std::set<std::string> folders;
  for (const SourceFile& source : source_files(RAVEL_SOURCE_DIR))
    folders.insert(source.path.substr(0, source.path.find('/')));
  EXPECT_EQ(folders, (std::set<std::string>{"checker", "primitives", "scenarios", "sim", "tests"}));
}

TEST(Hygiene, TheTreeKeepsTheArrows) {
  EXPECT_EQ(over_the_tree(check_arrows), kNone);
}
TEST(Hygiene, TheTreeKeepsPlatformHeadersInBackends) {
  EXPECT_EQ(over_the_tree(check_platform_headers), kNone);
}
TEST(Hygiene, TheTreeHasNoConditionals) {
  EXPECT_EQ(over_the_tree(check_conditionals), kNone);
}
TEST(Hygiene, TheTreeHasSmallFiles) {
  EXPECT_EQ(over_the_tree(check_size), kNone);
}
TEST(Hygiene, TheTreeSaysWhatEachFileIs) {
  EXPECT_EQ(over_the_tree(check_opening), kNone);
}

TEST(Hygiene, TheArchitecturePageNamesEveryFile) {
  std::ifstream in(RAVEL_SOURCE_DIR "/docs/architecture.md");
  const std::string document(std::istreambuf_iterator<char>(in), {});
  Complaints all;
  for (const SourceFile& source : source_files(RAVEL_SOURCE_DIR))
    for (std::string& complaint : check_listed(source, document))
      all.push_back(std::move(complaint));
  EXPECT_EQ(all, kNone);
}

struct Arrow {
  std::string from;
  std::string to;
};

Complaints check_arrow(const Arrow& arrow) {
  return check_arrows(file(arrow.from, "// A file.\n#include \"" + arrow.to + "\"\n"));
}

TEST(Hygiene, ForbiddenArrowsAreFound) {
  const std::vector<Arrow> forbidden = {
      {"primitives/lock.h", "primitives/os/posix/posix_os.h"},
      {"primitives/lock.cpp", "sim/kernel.h"},
      {"primitives/lock.cpp", "checker/check.h"},
      {"primitives/os/os.h", "primitives/lock.h"},
      {"primitives/os/os.h", "primitives/os/posix/posix_os.h"},
      {"primitives/os/posix/posix_os.cpp", "primitives/lock.h"},
      {"primitives/os/posix/posix_os.cpp", "primitives/os/win32/handle.h"},
      {"primitives/os/posix/posix_os.cpp", "checker/runner.h"},
      {"sim/kernel.cpp", "primitives/lock.h"},
      {"sim/kernel.cpp", "primitives/os/posix/posix_os.h"},
      {"sim/kernel.cpp", "checker/check.h"},
      {"checker/dfs.cpp", "primitives/lock.h"},
      {"checker/dfs.cpp", "primitives/os/win32/handle.h"},
      {"checker/dfs.cpp", "scenarios/main/main.h"},
      {"checker/dfs.cpp", "tests/hygiene/hygiene.h"},
  };
  for (const Arrow& arrow : forbidden)
    EXPECT_EQ(check_arrow(arrow), (Complaints{arrow.from + ":2: may not know " + arrow.to}));
}

TEST(Hygiene, PermittedArrowsAreNotComplainedAbout) {
  const std::vector<Arrow> permitted = {
      {"primitives/value.h", "primitives/lock.h"},
      {"primitives/lock.h", "primitives/os/os.h"},
      {"primitives/os/os.h", "primitives/os/types.h"},
      {"primitives/os/posix/posix_os.cpp", "primitives/os/posix/arena.h"},
      {"primitives/os/posix/posix_os.h", "primitives/os/os.h"},
      {"sim/kernel.h", "sim/operation.h"},
      {"sim/operation.h", "primitives/os/os.h"},
      {"checker/dfs.cpp", "sim/trace.h"},
      {"checker/scenario.h", "primitives/os/os.h"},
      {"scenarios/main/run.cpp", "primitives/os/posix/posix_os.h"},
      {"tests/sim/kernel_test.cpp", "sim/kernel.h"},
  };
  for (const Arrow& arrow : permitted) EXPECT_EQ(check_arrow(arrow), kNone) << arrow.from;
}

TEST(Hygiene, AnIncludeThatIsNotNamedFromTheRootIsFound) {
  EXPECT_EQ(check_arrows(file("sim/kernel.cpp", "// The kernel.\n#include \"kernel.h\"\n")),
            (Complaints{"sim/kernel.cpp:2: \"kernel.h\" is not named from the root"}));
}

TEST(Hygiene, PlatformHeadersOutsideABackendAreFound) {
  const std::string text = "// A file.\n#include <vector>\n#  include <sys/wait.h>\n";
  EXPECT_EQ(check_platform_headers(file("checker/report.cpp", text)),
            (Complaints{"checker/report.cpp:3: <sys/wait.h> is not for here"}));
  EXPECT_EQ(check_platform_headers(file("scenarios/ravel.cpp", text)).size(), 1U);
  EXPECT_EQ(check_platform_headers(file("primitives/os/os.h", text)).size(), 1U);
  EXPECT_EQ(check_platform_headers(file("primitives/os/posix/wait.cpp", text)), kNone);
  EXPECT_EQ(check_platform_headers(file("tests/os/wait_test.cpp", text)), kNone);
}

TEST(Hygiene, BoostOutsideTheFiberFileIsFound) {
  const std::string text = "// A file.\n#include <boost/context/fiber.hpp>\n";
  EXPECT_EQ(check_platform_headers(file("sim/execution.cpp", text)),
            (Complaints{"sim/execution.cpp:2: <boost/context/fiber.hpp> is not for here"}));
  EXPECT_EQ(check_platform_headers(file("checker/check.cpp", text)).size(), 1U);
  EXPECT_EQ(check_platform_headers(file("sim/fiber.cpp", text)), kNone);
  EXPECT_EQ(check_platform_headers(file("tests/bench/switch_bench.cpp", text)), kNone);
}

TEST(Hygiene, EveryKindOfConditionalIsFound) {
  const std::string text = "// A file.\n#if 1\n#endif\n# ifdef X\n#endif\n#ifndef Y\n#endif\n";
  EXPECT_EQ(check_conditionals(file("sim/kernel.cpp", text)),
            (Complaints{"sim/kernel.cpp:2: a conditional: #if 1",
                        "sim/kernel.cpp:4: a conditional: # ifdef X",
                        "sim/kernel.cpp:6: a conditional: #ifndef Y"}));
  EXPECT_EQ(check_conditionals(file("sim/fiber.cpp", text)), kNone);
  EXPECT_EQ(check_conditionals(file("primitives/os/posix/wait.cpp", text)), kNone);
}

TEST(Hygiene, OneLineTooManyIsFound) {
  EXPECT_EQ(check_size(file("sim/a.h", repeated(150, "x\n"))), kNone);
  EXPECT_EQ(check_size(file("sim/a.h", repeated(151, "x\n"))),
            (Complaints{"sim/a.h:151: at most 150 lines"}));
  EXPECT_EQ(check_size(file("sim/a.cpp", repeated(400, "x\n"))), kNone);
  EXPECT_EQ(check_size(file("sim/a.cpp", repeated(401, "x\n"))),
            (Complaints{"sim/a.cpp:401: at most 400 lines"}));
}

TEST(Hygiene, OneColumnTooManyIsFoundAndACharacterIsOneColumn) {
  EXPECT_EQ(check_size(file("sim/a.h", repeated(100, "→") + "\n")), kNone);
  EXPECT_EQ(check_size(file("sim/a.h", "x\n" + repeated(101, "x") + "\n")),
            (Complaints{"sim/a.h:2: 101 columns"}));
}

TEST(Hygiene, AFileWithoutAnOpeningCommentIsFound) {
  const Complaints found{"sim/a.h:1: opens without a comment that says what it is"};
  EXPECT_EQ(check_opening(file("sim/a.h", "#pragma once\n// Too late.\n")), found);
  EXPECT_EQ(check_opening(file("sim/a.h", "#include \"sim/a.h\"\n")), found);
  EXPECT_EQ(check_opening(file("sim/a.cpp", "#include \"sim/b.h\"\n")).size(), 1U);
}

TEST(Hygiene, AFileThatItsFoldersSectionDoesNotNameIsFound) {
  const std::string document =
      "# Tree\n### sim\n- `a.h` `.cpp`: one\n### sim/b\n- `c.cpp`: other\n## End\n`d.h`\n";
  EXPECT_EQ(check_listed(file("sim/a.cpp", ""), document), kNone);
  EXPECT_EQ(check_listed(file("sim/b/c.h", ""), document), kNone);
  EXPECT_EQ(check_listed(file("tests/x_test.cpp", ""), document), kNone);
  EXPECT_EQ(check_listed(file("sim/c.cpp", ""), document),
            (Complaints{"sim/c.cpp:1: docs/architecture.md does not name it below ### sim"}));
  EXPECT_EQ(check_listed(file("sim/b/d.h", ""), document).size(), 1U);
  EXPECT_EQ(check_listed(file("checker/a.h", ""), document).size(), 1U);
}

TEST(Hygiene, AnOpeningCommentOrTheOwnHeaderSaysWhatAFileIs) {
  EXPECT_EQ(check_opening(file("sim/a.h", "// What it is.\n#pragma once\n")), kNone);
  EXPECT_EQ(check_opening(file("sim/a.cpp", "// What it is.\n")), kNone);
  EXPECT_EQ(check_opening(file("sim/a.cpp", "#include \"sim/a.h\"\n")), kNone);
}

}  // namespace
}  // namespace ravel::hygiene
