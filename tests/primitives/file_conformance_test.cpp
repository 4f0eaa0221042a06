// Files on every operating system layer; in the simulator in every interleaving.
#include <string>
#include <system_error>

#include "primitives/all.h"
#include "tests/primitives/conformance.h"

namespace ravel {
namespace {

using os::expect;

TEST_P(Conformance, FilesKeepWhatWasWritten) {
  const auto body = [](os::Os& os, const Parameters&) {
    // More than one piece of reading, and exactly a number of pieces.
    for (const std::size_t size : {0u, 1u, 4095u, 4096u, 8192u, 10000u}) {
      const std::string text(size, 'x');
      write_text(os, "file", text);
      expect(read_text(os, "file") == text, "what was written is read");
    }
    write_text(os, "file", "short");
    expect(read_text(os, "file") == "short", "writing truncates first");
    File(os, "file", FileMode::Append).write("er");
    expect(read_text(os, "file") == "shorter", "appending does not");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, AMissingFileIsASystemError) {
  const auto body = [](os::Os& os, const Parameters&) {
    try {
      read_text(os, "missing");
    } catch (const std::system_error& error) {
      expect(error.code() == std::errc::no_such_file_or_directory, "ENOENT");
      return;
    }
    expect(false, "read a missing file");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, RenamingReplacesAndRemovingRemoves) {
  const auto body = [](os::Os& os, const Parameters&) {
    write_text(os, "old", "old text");
    write_text(os, "new", "new text");
    rename_file(os, "new", "old");
    expect(read_text(os, "old") == "new text", "replaced");
    remove_file(os, "old");
    try {
      read_text(os, "old");
    } catch (const std::system_error&) {
      return;
    }
    expect(false, "read a removed file");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

TEST_P(Conformance, AClosedFileRefusesWork) {
  const auto body = [](os::Os& os, const Parameters&) {
    File file(os, "file", FileMode::Write);
    file.write("text");
    file.close();
    file.close();
    try {
      file.write("more");
    } catch (const std::logic_error&) {
      expect(read_text(os, "file") == "text", "nothing was added");
      return;
    }
    expect(false, "wrote to a closed file");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

void write_greeting(os::Os& os, std::string text) {
  write_text(os, "greeting", text);
}

TEST_P(Conformance, WhatAChildWroteIsReadAfterTheJoin) {
  const auto body = [](os::Os& os, const Parameters&) {
    Process child(os, write_greeting, "hello");
    child.start();
    child.join();
    expect(read_text(os, "greeting") == "hello", "one directory for the whole run");
  };
  EXPECT_EQ("", problem(GetParam(), body));
}

}  // namespace
}  // namespace ravel
