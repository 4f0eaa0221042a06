// The execution loop behind Simulation: fibers announce operations, the loop decides (through the
// chooser) which of them takes effect. Internal to sim/.
//
// What a step costs: a mask of enabled processes, one virtual call into the chooser, one switch
// over the operation, one record of a few words, one switch into a fiber and back. Nothing here
// allocates after the first executions, and nothing formats.
#pragma once

#include <memory>
#include <vector>

#include "sim/fiber.h"
#include "sim/kernel.h"
#include "sim/simulation.h"

namespace ravel::sim {

/// Thrown through a process that is cleared away after the verdict, so that its memory is freed.
/// Deliberately not a std::exception: a program's handlers must not take it for an error.
struct Reaped {};

class Loop {
 public:
  explicit Loop(const SimulationOptions& options);
  ~Loop();

  const Execution& run(const Body& body, Chooser& chooser);
  Trace trace() const;

  // What SimulatedOs needs of it; each call is made on the fiber of `current()`.

  ProcessId current() const noexcept { return current_; }
  Kernel& kernel() noexcept { return kernel_; }
  const SimulationOptions& options() const noexcept { return options_; }
  bool reaping() const noexcept { return reaping_; }

  /// Announces `operation` and returns when it has taken effect. Throws Reaped.
  void perform(Operation& operation) {
    perform_quietly(operation);
    if (reaping_) throw Reaped{};
  }

  /// The same for a call that must not throw: does nothing in a process that is cleared away.
  /// Inline for the reason that fiber.h gives.
  void perform_quietly(Operation& operation) noexcept {
    if (!announce(operation)) fiber_->suspend();
  }

  ProcessId spawn(const os::Program& program, os::Where where);
  [[noreturn]] void exit(std::int32_t code, os::Where where);
  std::uint64_t entropy();
  void sleep(std::chrono::nanoseconds duration);
  std::chrono::nanoseconds now() const;
  void label(std::uint32_t object, std::string_view name);
  ObservedValue& observation(std::string_view name);
  void print(std::string_view text);
  std::string name_of(ProcessId process) const;

 private:
  struct Slot;

  static void fiber_main(void* slot);
  void process_main(Slot& slot);
  std::int32_t call(Slot& slot);
  void finish(std::int32_t code);
  void record_exception(std::string type, std::string message, bool assertion);

  void reset();
  void begin(ProcessId process);
  Ending explore(Chooser& chooser);
  void settle();
  bool decide(Chooser& chooser);
  bool decide_conditionally(Chooser& chooser);
  bool decide_among(const Choices& choices, Chooser& chooser);
  bool take(const Choices& choices, Transition transition);
  void run_new_processes();
  bool resume_waiters();
  void resume(ProcessId process) noexcept;
  bool announce(Operation& operation) noexcept;
  void mark_dying();
  void record(ProcessId process, const Operation& operation, Outcome outcome);
  void record(ProcessId process, const Operation& operation, Outcome outcome,
              const ProcessSet& enabled, bool choice) {
    execution_.steps.push_back({process, operation.kind, outcome, choice, operation.size,
                                operation.object, operation.error, operation.offset,
                                operation.value, operation.where, enabled});
  }
  void collect(Ending ending);
  void reap() noexcept;
  bool takes_effect_at_once(const Operation& operation) const;

  SimulationOptions options_;
  Kernel kernel_;
  std::unique_ptr<os::Os> os_;
  std::vector<std::unique_ptr<Slot>> slots_;
  const Body* body_ = nullptr;
  ProcessId current_ = 0;
  Fiber* fiber_ = nullptr;  // of `current_`; null: nobody is to be resumed
  Ending ending_ = Ending::Finished;
  ProcessId last_ = 0;
  bool reaping_ = false;
  bool somebody_ended_ = false;
  bool cut_ = false;           // somebody sleeps without end
  std::uint32_t sleeps_ = 0;   // in this execution
  std::uint32_t refused_ = 0;  // calls of processes that are being cleared away

  ProcessSet ready_;        // their pending operation is enabled whatever happens
  ProcessSet conditional_;  // ask the kernel at every step
  ProcessSet waiting_;      // for children, without a timeout: no choice, see resume_waiters
  ProcessSet drawing_;      // pending os.choose
  std::vector<ProcessId> new_processes_;

  Execution execution_;
  std::vector<std::pair<std::uint32_t, std::string>> labels_;
};

}  // namespace ravel::sim
