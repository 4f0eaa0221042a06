// Files of a run: real ones, in a directory of the run's own.
#include "tests/primitives/os/posix/world.h"

#include <system_error>

namespace ravel::os::posix {
namespace {

using namespace std::chrono_literals;

class PosixFiles : public Posix {
 protected:
  EndedProcess main_of(const std::function<void(Os&)>& body) { return run(body).ended.at(0); }
};
INSTANTIATE_TEST_SUITE_P(Methods, PosixFiles, both_methods(), method_name);

void write(Os& os, std::string_view path, std::string_view text, FileMode mode = FileMode::Write) {
  const Handle file = os.open_file(path, mode);
  os.write_file(file, std::as_bytes(std::span(text)));
  os.close_file(file);
}

std::string read(Os& os, std::string_view path) {
  const Handle file = os.open_file(path, FileMode::Read);
  std::string text(100, '\0');
  text.resize(os.read_file(file, std::as_writable_bytes(std::span(text))));
  os.close_file(file);
  return text;
}

TEST_P(PosixFiles, WriteAppendReadRenameRemove) {
  const auto ended = main_of([](Os& os) {
    write(os, "a", "one");
    write(os, "a", "two", FileMode::Append);
    expect(read(os, "a") == "onetwo", "appended");
    write(os, "b", "old");
    os.rename_file("a", "b");
    expect(read(os, "b") == "onetwo", "rename replaces");
    os.open_file("b", FileMode::Write);
    expect(read(os, "b").empty(), "opening for writing truncates at once");
    os.remove_file("b");
    try {
      read(os, "b");
      expect(false, "a removed file cannot be opened");
    } catch (const std::system_error& error) {
      expect(error.code() == std::errc::no_such_file_or_directory, "ENOENT");
    }
  });
  EXPECT_EQ(ended.exit_code, 0) << ended.exception_message;
}

TEST_P(PosixFiles, ChildrenSeeTheSameFiles) {
  const auto ended = main_of([](Os& os) {
    const auto write_text = [](Os& inner, std::uint64_t) { write(inner, "left.json", "3"); };
    os.wait(start(os, write_text), kForever);
    expect(read(os, "left.json") == "3", "written by the child");
  });
  EXPECT_EQ(ended.exit_code, 0) << ended.exception_message;
}

TEST_P(PosixFiles, AFailureNamesTheCallThePathAndTheReason) {
  const auto ended = main_of([](Os& os) { os.open_file("left.json", FileMode::Read); });
  EXPECT_EQ(ended.exception_type, "std::system_error");
  EXPECT_EQ(ended.exception_message, "open 'left.json': No such file or directory");
}

TEST_P(PosixFiles, APathCannotLeaveTheDirectory) {
  for (const char* path : {"/etc/passwd", "../x", "a/../../x", ""}) {
    const auto ended = main_of([path](Os& os) { os.open_file(path, FileMode::Read); });
    EXPECT_EQ(ended.exception_type, "std::invalid_argument") << path;
  }
}

TEST_P(PosixFiles, OnlyOneOpenFileHoldsTheLockAndAKillReleasesIt) {
  const auto ended = main_of([](Os& os) {
    write(os, "f", "");
    const Handle locked = os.create_semaphore(0, 1);
    const auto lock = [](Os& inner, std::uint64_t semaphore) {
      expect(inner.lock_file(inner.open_file("f", FileMode::Append), kForever), "free");
      inner.release(handle_of(semaphore));
      inner.sleep(1h);
    };
    const Handle child = start(os, lock, number_of(locked));
    os.acquire(locked, kForever);
    const Handle mine = os.open_file("f", FileMode::Read);
    expect(!os.lock_file(mine, 0ns), "a try");
    expect(!os.lock_file(mine, 5ms), "a timed wait");
    os.kill(child, Signal::Kill);
    expect(os.lock_file(mine, 1h), "released by the kill");
    os.unlock_file(mine);
    expect(os.lock_file(os.open_file("f", FileMode::Read), 0ns), "unlocked");
  });
  EXPECT_EQ(ended.exit_code, 0) << ended.exception_message;
}

TEST_P(PosixFiles, AnOpenFileBelongsToTheProcessThatOpenedIt) {
  // A forked child that kept its parent's file would keep the parent's lock alive as well.
  const auto ended = main_of([](Os& os) {
    write(os, "f", "");
    const Handle file = os.open_file("f", FileMode::Read);
    os.lock_file(file, kForever);
    const auto sleep = [](Os& inner, std::uint64_t semaphore) {
      inner.release(handle_of(semaphore));
      inner.sleep(1h);
    };
    const Handle started = os.create_semaphore(0, 1);
    const Handle child = start(os, sleep, number_of(started));
    os.acquire(started, kForever);
    os.close_file(file);
    expect(os.lock_file(os.open_file("f", FileMode::Read), 0ns), "closed by its only owner");
    os.kill(child, Signal::Kill);
  });
  EXPECT_EQ(ended.exit_code, 0) << ended.exception_message;
}

}  // namespace
}  // namespace ravel::os::posix
