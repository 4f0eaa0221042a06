// Runs a program of several processes on the simulated operating system, one execution after
// another. Everything lives on, so that an execution allocates nothing once the largest one has
// been seen. A simulation belongs to one thread; several may run side by side.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "primitives/os/os.h"
#include "sim/choices.h"
#include "sim/object.h"
#include "sim/simulation_options.h"
#include "sim/trace.h"

namespace ravel::sim {

enum class Ending {
  Finished,   ///< every process has ended
  Deadlock,   ///< some have not, and none of them can go on
  Livelock,   ///< the same, but some look for ever at what nobody changes
  StepLimit,  ///< `steps_max` was reached
  Stopped,    ///< the chooser ended it
  Crashed,    ///< a process did what would have ended the whole program, see os::CrashWatch
};

/// What ended a process or a thread, or said in it that the program is wrong.
struct UncaughtException {
  ProcessId process = 0;
  std::string type;
  std::string message;
  bool assertion = false;  ///< os::AssertionFailed, or `os.fail`
  std::string place = {};  ///< of `os.fail`: "file:line"
};

struct ObservedValue {
  std::string name;
  std::variant<std::int64_t, std::string> value;
};

/// A process that has not ended, and what it would do next.
struct Blocked {
  ProcessId process = 0;
  Operation operation;  ///< its pointers are of no use any more
  ProcessSet holders;   ///< of a stream: the processes that have its other end open
};

/// A process or thread that took no step of its own any more, and what it would have done next.
struct Death {
  std::size_t step = 0;  ///< the one that did it: a kill, or the end of its parent or process
  ProcessId process = 0;
  bool running = false;  ///< had a next operation: it did not die before its first one
  Operation operation;
};

/// A stream that a child has open, too, from its start on, which is the Spawn `step`.
struct Inheritance {
  std::size_t step = 0;
  std::uint32_t object = 0;
  std::uint64_t side = 0;  ///< kReadSide or kWriteSide
};

struct ProcessEnd {
  ProcessId process = 0;  ///< that the thread belongs to; itself for a process
  bool daemon = false;    ///< a thread that its process does not wait for, a child that it ends
  bool ended = false;
  bool killed = false;  ///< by an `os.kill` of the program, or because its parent or process ended
  std::int32_t exit_code = 0;
};

/// What the last execution left. Valid until the next one.
struct Execution {
  Ending ending = Ending::Finished;
  bool diverged = false;           ///< of `extend`: something else came than was to be repeated
  bool liveness_observed = false;  ///< somebody polled or killed a child
  bool closing_observed = false;   ///< a thread found, without a step, an end closed

  /// How many equal iterations a loop had that was taken for a spin and then left by itself; 0 if
  /// there was none. With this patience, executions may have been left out.
  std::uint32_t impatience = 0;
  std::vector<Step> steps;
  std::vector<ProcessEnd> processes;
  std::vector<UncaughtException> exceptions;
  std::vector<ObservedValue> observations;
  std::size_t observations_count = 0;  ///< the used part of `observations`
  std::vector<Blocked> blocked;        ///< stuck, or if watched: who has not ended
  std::vector<Death> deaths;
  std::vector<Inheritance> inherited;
  std::vector<std::size_t> clock_advances;  ///< steps before which the virtual clock moved
  std::vector<Look> looks;          ///< of the steps that looked at several things, see Step
  std::vector<std::string> output;  ///< if collected
};

/// What the main process runs.
using Body = std::function<void(os::Os& os)>;

class Loop;
class Inspection;

class Simulation {
 public:
  explicit Simulation(const SimulationOptions& options);
  ~Simulation();

  /// Runs `body` to an ending. The chooser's exceptions reach the caller; those of the body do not.
  const Execution& run(const Body& body, Chooser& chooser);

  /// Makes the decisions of `path`, one for each step that is marked as decided, and then lets each
  /// process run as long as it can: the running one first, else the one with the lowest number.
  /// Nobody is asked; `Step::enabled` stays empty. The first `repeated` steps are the last one's.
  ///
  /// Ends as Stopped, and `diverged`, where that is wrong or the path cannot be followed.
  const Execution& extend(const Body& body, std::span<const Transition> path, std::size_t repeated);

  /// Semaphores, memories and files of the last execution, as they are numbered in its steps.
  const std::vector<Object>& objects() const noexcept;

  /// The path or address that `object`, one of objects(), is known by; empty if it has none.
  std::string_view name_of(const Object& object) const;

  /// The record of the last execution, with the names that reports use.
  Trace trace() const;

 private:
  friend class Inspection;
  std::unique_ptr<Loop> loop_;
};

}  // namespace ravel::sim
