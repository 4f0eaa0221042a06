// The simulated file system, call by call.
#include "sim/file_system.h"

#include <gtest/gtest.h>

#include <cerrno>

namespace ravel::sim {
namespace {

using os::FileMode;

std::string read_all(FileSystem& files, std::uint64_t file) {
  std::byte buffer[64];
  const auto result = files.read(file, buffer);
  return {reinterpret_cast<const char*>(buffer), result.value};
}

void write(FileSystem& files, std::uint64_t file, std::string_view text) {
  files.write(file, std::as_bytes(std::span(text)));
}

void put(FileSystem& files, std::string_view path, std::string_view text) {
  const auto file = files.open(path, FileMode::Write, 0).value;
  write(files, file, text);
  files.close(file);
}

std::string get(FileSystem& files, std::string_view path) {
  return read_all(files, files.open(path, FileMode::Read, 0).value);
}

TEST(FileSystem, OpeningToReadNeedsTheFile) {
  FileSystem files;
  EXPECT_EQ(files.open("none", FileMode::Read, 0).error, ENOENT);
  EXPECT_EQ(files.open("folder/none", FileMode::Write, 0).error, ENOENT);
}

TEST(FileSystem, TruncatingWritingAndClosingAreSeen_OneByOne) {
  FileSystem files;
  put(files, "count", "10");
  const auto writer = files.open("count", FileMode::Write, 0).value;
  EXPECT_EQ(get(files, "count"), "");
  write(files, writer, "9");
  EXPECT_EQ(get(files, "count"), "9");
  files.close(writer);
  EXPECT_EQ(get(files, "count"), "9");
}

// Two writers that opened one after the other: each writes at its own position, so that the longer
// text's end stays behind the shorter one.
TEST(FileSystem, EachOpenFileHasItsOwnPosition) {
  FileSystem files;
  const auto first = files.open("count", FileMode::Write, 0).value;
  const auto second = files.open("count", FileMode::Write, 1).value;
  write(files, first, "-10");
  write(files, second, "9");
  EXPECT_EQ(get(files, "count"), "910");
}

TEST(FileSystem, AppendingWritesAtTheEndWhereverThatIs) {
  FileSystem files;
  const auto appender = files.open("log", FileMode::Append, 0).value;
  write(files, appender, "a");
  put(files, "log", "xyz");
  write(files, appender, "b");
  EXPECT_EQ(get(files, "log"), "xyzb");
}

TEST(FileSystem, RenamingReplacesTheNameAndLeavesOpenFilesAlone) {
  FileSystem files;
  put(files, "old", "1");
  put(files, "new", "2");
  const auto reader = files.open("old", FileMode::Read, 0).value;
  EXPECT_EQ(files.rename("new", "old").error, 0);
  EXPECT_EQ(get(files, "old"), "2");
  EXPECT_EQ(read_all(files, reader), "1");
  EXPECT_EQ(files.open("new", FileMode::Read, 0).error, ENOENT);
  EXPECT_EQ(files.rename("new", "old").error, ENOENT);
}

TEST(FileSystem, ARemovedFileIsGoneForTheNextOneWhoOpens) {
  FileSystem files;
  put(files, "file", "text");
  const auto reader = files.open("file", FileMode::Read, 0).value;
  EXPECT_EQ(files.remove("file").error, 0);
  EXPECT_EQ(files.remove("file").error, ENOENT);
  EXPECT_EQ(read_all(files, reader), "text");
  EXPECT_EQ(get(files, "file"), "");
}

TEST(FileSystem, AClosedFileOrTheWrongDirectionIsAnError) {
  FileSystem files;
  const auto writer = files.open("file", FileMode::Write, 0).value;
  std::byte byte{};
  EXPECT_EQ(files.read(writer, {&byte, 1}).error, EBADF);
  files.close(writer);
  EXPECT_EQ(files.write(writer, {&byte, 1}).error, EBADF);
}

TEST(FileSystem, ALockBelongsToOneOpenFileAndEndsWithIt) {
  FileSystem files;
  const auto first = files.open("file", FileMode::Write, 1).value;
  const auto second = files.open("file", FileMode::Append, 2).value;
  files.lock(first);
  EXPECT_TRUE(files.lockable(first));
  EXPECT_FALSE(files.lockable(second));
  files.unlock(second);
  EXPECT_FALSE(files.lockable(second)) << "only the holder can unlock";
  files.close_all(1);
  EXPECT_TRUE(files.lockable(second));
}

}  // namespace
}  // namespace ravel::sim
