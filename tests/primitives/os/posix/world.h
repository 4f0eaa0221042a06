// The world of the POSIX tests: a $TMPDIR of their own, children that are one function and a
// number, and counts of what a run could leave behind.
#pragma once

#include <dirent.h>
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "primitives/os/posix/run.h"

namespace ravel::os::posix {

using ChildBody = void (*)(Os&, std::uint64_t);

inline void call_with_number(Os& os, Function target, std::span<const std::byte> arguments) {
  std::uint64_t number = 0;
  std::memcpy(&number, arguments.data(), sizeof(number));
  reinterpret_cast<ChildBody>(target)(os, number);
}

/// Starts `body(os, number)` as a child; its argument may be a handle's number.
inline Handle start(Os& os, ChildBody body, std::uint64_t number = 0, std::string_view name = "") {
  Program program;
  program.entry = call_with_number;
  program.target = reinterpret_cast<Function>(body);
  program.arguments = std::as_bytes(std::span(&number, 1));
  program.number = os.next_child_number();
  program.name = name;
  return os.spawn(program);
}

inline std::uint64_t number_of(Handle handle) {
  return static_cast<std::uint32_t>(handle);
}
inline Handle handle_of(std::uint64_t number) {
  return Handle{static_cast<std::uint32_t>(number)};
}

inline std::size_t entries(const std::string& directory) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(directory)) ++count;
  return count;
}

/// The processes that work in the directory `mark`.
inline std::vector<std::string> processes_marked(const std::string& mark) {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string pid = entry.path().filename();
    if (pid.find_first_not_of("0123456789") != std::string::npos) continue;
    std::error_code gone;
    const auto cwd = std::filesystem::read_symlink(entry.path() / "cwd", gone);
    if (!gone && cwd == mark) found.push_back(pid);
  }
  return found;
}

/// Polls until `condition` holds; generous, since the machine may be busy.
template <class Condition>
bool eventually(Condition condition) {
  for (int i = 0; i < 3000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

/// A fresh directory that is $TMPDIR and the working directory while it lives: runs in it can be
/// counted, and processes of a run be told from all others by where they work.
class PrivateDirectory {
 public:
  PrivateDirectory() : before_(std::filesystem::current_path()) {
    std::string path = testing::TempDir() + "ravel-test-XXXXXX";
    if (mkdtemp(path.data()) == nullptr) throw std::runtime_error("mkdtemp " + path);
    path_ = std::filesystem::canonical(path);
    const char* old = std::getenv("TMPDIR");
    if (old != nullptr) old_ = old;
    had_ = old != nullptr;
    setenv("TMPDIR", path_.c_str(), 1);
    std::filesystem::current_path(path_);
  }
  PrivateDirectory(const PrivateDirectory&) = delete;
  PrivateDirectory& operator=(const PrivateDirectory&) = delete;
  ~PrivateDirectory() {
    had_ ? setenv("TMPDIR", old_.c_str(), 1) : unsetenv("TMPDIR");
    std::filesystem::current_path(before_);
    std::filesystem::remove_all(path_);
  }

  const std::string& path() const { return path_; }
  std::size_t runs() const { return entries(path_); }
  /// Processes of runs, without the test itself.
  std::size_t processes() const { return processes_marked(path_).size() - 1; }

 private:
  std::filesystem::path before_;
  std::string path_;
  std::string old_;
  bool had_ = false;
};

/// The same test with both ways of starting a child.
class Posix : public testing::TestWithParam<StartMethod> {
 protected:
  RunResult run(const std::function<void(Os&)>& body) {
    RunOptions options;
    options.start_method = GetParam();
    options.capture_output = true;
    // A test that fails in one process must not wait for the others for ever.
    options.timeout = std::chrono::minutes(1);
    return posix::run(body, options);
  }

  /// What went wrong in a run: "" if every process did what it expected of itself.
  std::string failure_of(const std::function<void(Os&)>& body) {
    const RunResult result = run(body);
    for (const auto& process : result.ended)
      if (process.exit_code != 0 && !process.killed_by_request)
        return process.name + ": " + process.exception_message;
    std::string text = result.timed_out ? "timed out" : "";
    for (const std::string& process : result.still_running) text += "\n" + process;
    return text;
  }

  PrivateDirectory directory_;
};

inline auto both_methods() {
  return testing::Values(StartMethod::Spawn, StartMethod::Fork);
}

inline std::string method_name(const testing::TestParamInfo<StartMethod>& info) {
  return info.param == StartMethod::Spawn ? "Spawn" : "Fork";
}

}  // namespace ravel::os::posix
