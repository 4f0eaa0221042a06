// Runs a program of several processes for real on a POSIX system, and leaves nothing behind.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "primitives/os/os.h"
#include "primitives/os/recording/log.h"

namespace ravel::os::posix {

/// How a child comes to be: by running the executable anew, or as a copy of its parent (faster).
enum class StartMethod : std::uint8_t { Spawn, Fork };

struct RunOptions {
  StartMethod start_method = StartMethod::Spawn;
  std::optional<std::chrono::milliseconds> timeout;  ///< none: wait for ever
  std::optional<std::uint64_t> seed;  ///< of `entropy` and `choose`; none: the system's
  bool capture_output = false;        ///< `print` goes to RunResult::output instead of stdout
  std::size_t record_max = 0;         ///< how many calls to record, see RunResult::recorded
};

/// A process that came to its end, in whatever way, or a thread that an exception ended.
struct EndedProcess {
  std::string name;
  std::string path;
  std::uint64_t pid = 0;
  std::uint32_t thread = 0;    ///< a thread's number; its process went on
  int exit_code = 0;           ///< -N: ended by signal N; 1 for a thread
  std::string exception_type;  ///< of an uncaught exception; else empty
  std::string exception_message;
  bool assertion = false;          ///< the exception was an AssertionFailed
  bool killed_by_request = false;  ///< its parent's `kill` asked for it: not a defect
  bool died_with_parent = false;   ///< its parent ended without waiting for it
};

struct RunResult {
  std::vector<std::pair<std::string, std::variant<std::int64_t, std::string>>> observations;
  std::vector<EndedProcess> ended;  ///< in order of creation; without those that the run killed
  bool timed_out = false;
  bool interrupted = false;                ///< by SIGINT or SIGTERM, or from outside
  std::vector<std::string> still_running;  ///< then: what every process was waiting for
  std::string output;                      ///< what was printed, if it was to be captured
  double seconds = 0;
  std::vector<recording::Entry> recorded;  ///< the calls of all processes, as they began
  std::uint64_t not_recorded = 0;          ///< for want of room
};

/// Runs `body` as the first process of a run and blocks until that has ended, the time is up, or
/// SIGINT or SIGTERM came (unless the caller ignores them). Afterwards no process, file or shared
/// memory of the run exists; that also holds when the caller is killed. Throws std::system_error,
/// with nothing left behind, when the run could not be set up. Other threads of the caller should
/// block SIGINT and SIGTERM during the call.
RunResult run(const std::function<void(Os&)>& body, const RunOptions& options = {});

/// Every main() of a program with spawned children calls this first. If this process is such a
/// child it does the child's part and ends there; the code of a child that could not be started is
/// returned. In any other process it returns nothing.
std::optional<int> child_main(int argc, char** argv);

}  // namespace ravel::os::posix
