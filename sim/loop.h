// The execution loop behind Simulation: fibers announce operations, the loop decides which of them
// takes effect. Internal to sim/.
//
// Whoever announced last decides: if it goes on itself, nothing is switched at all, else one switch
// leads straight to the one who does. Nothing here allocates.
#pragma once

#include <exception>
#include <memory>
#include <span>
#include <vector>

#include "sim/fiber.h"
#include "sim/kernel.h"
#include "sim/mischief.h"
#include "sim/notes.h"
#include "sim/reaped.h"

namespace ravel::sim {

class Loop {
 public:
  explicit Loop(const SimulationOptions& options);
  ~Loop();

  const Execution& run(const Body& body, Chooser& chooser);
  const Execution& extend(const Body& body, std::span<const Transition> path, std::size_t repeated);
  Trace trace() const;

  // What SimulatedOs needs of it; each call is made on the fiber of `current()`.
  ProcessId current() const noexcept { return current_; }
  Kernel& kernel() noexcept { return kernel_; }
  const SimulationOptions& options() const noexcept { return options_; }
  bool reaping() const noexcept { return mode_ == Mode::Reaping; }

  /// Announces `operation`, returns when it has taken effect. Throws Reaped.
  void perform(Operation& operation) {
    perform_quietly(operation);
    if (mode_ != Mode::Running) [[unlikely]]
      require_allowed(operation);
  }

  /// The same for a call that must not throw: does nothing in a process that is cleared away.
  void perform_quietly(Operation& operation) noexcept {
    if (mischief_.possible() && !draw_before(operation)) return;
    if (!announce(operation)) leave();
  }

  /// Throws if this is not the moment for `operation`, by default any but a load.
  void require_allowed(const Operation& operation = {}) const;

  ProcessId spawn(const os::Program& program, os::Where where);
  ProcessId start_thread(std::function<void()>&& body, const os::ThreadOptions& options,
                         os::Where where);
  void note_closing() noexcept { execution_.closing_observed = true; }
  void note_inheritance(const Streams::Sides& sides);  ///< by the process that was just spawned

  /// Calls `predicate`, which may only load, for a condition of the process `waiting`.
  bool evaluate(ProcessId waiting, const std::function<bool()>& predicate);
  [[noreturn]] void exit(std::int32_t code, os::Where where);
  std::uint64_t entropy();
  void sleep(std::chrono::nanoseconds duration);
  std::chrono::nanoseconds now() const;
  Notes& notes() noexcept { return notes_; }
  os::ProcessLocal& local() noexcept;
  std::string name_of(ProcessId process) const;
  std::string name_of_object(std::uint32_t object) const;

 private:
  struct Slot;
  enum class Mode : std::uint8_t { Running, Watched, Evaluating, Reaping, Spinning, Ahead };
  struct Ways;
  Mode usual_mode() const noexcept { return options_.watch ? Mode::Watched : Mode::Running; }
  void reset();
  const Execution& execute(const Body& body);
  ProcessId next_identity();
  void prepare_spawn(os::Where where);
  void begin(ProcessId process);
  void enter(ProcessId process) noexcept;
  void leave() noexcept {
    Context& here = *context_;
    Context& there = advance();
    if (&here != &there) switch_to(here, there);
  }
  Context& advance() noexcept;
  bool settle();
  bool wake_waiter();
  bool decide();
  bool ask();
  bool ask_among(const Choices& choices);
  bool follow();
  bool conclude();
  bool diverge();
  bool pick(Transition& transition) const;
  bool is_possible(Transition transition) const;
  Ways ways_of(ProcessId process) const;
  bool advance_clock();
  void take(Transition transition, const ProcessSet& enabled, bool choice);
  bool announce(Operation& operation) noexcept;
  bool begin_to_perform(Operation& operation) noexcept;
  bool perform_watched(Operation& operation) noexcept;
  void wait_for_decision(Operation& operation) noexcept;
  bool apply_unusual(Operation& operation) noexcept;
  void wake_spinners(const Operation& write) noexcept;
  std::span<const Step> steps() const noexcept { return {execution_.steps.data(), steps_}; }
  bool draw_before(Operation& operation) noexcept;
  void count_casualties();
  void record_silent(ProcessId process, const Operation& operation);
  void record(ProcessId process, const Operation& operation, Outcome outcome,
              const ProcessSet& enabled, bool choice);
  void repeat(ProcessId process, const Operation& operation, Outcome outcome);
  void collect();
  void reap() noexcept;
  bool takes_effect_at_once(const Operation& operation) const;
  bool waits_silently(const Operation& operation) const;

  SimulationOptions options_;
  Mischief mischief_{options_};
  Kernel kernel_;
  std::unique_ptr<os::Os> os_;
  std::vector<std::unique_ptr<Slot>> slots_;
  Operation* pending_[kProcessesMax] = {};
  const Body* body_ = nullptr;
  Chooser* chooser_ = nullptr;  // null: the path decides
  std::span<const Transition> path_;
  std::size_t decisions_ = 0, repeated_ = 0, steps_ = 0, started_ = 0;
  ProcessId current_ = 0, last_ = 0;  // whose fiber runs; who took the last step
  Context* context_ = nullptr;        // of `current_`
  Context root_;                      // of whoever runs the simulation
  bool goes_on_ = false;              // the process of the last decision lives on
  Ending ending_ = Ending::Finished;
  std::exception_ptr failure_;  // of the chooser
  Mode mode_ = Mode::Running;
  std::size_t casualties_ = 0;                 // that were counted
  bool somebody_ended_ = false, cut_ = false;  // cut: somebody sleeps without end
  std::uint32_t sleeps_ = 0, refused_ = 0;     // in this execution; calls while being cleared away
  std::chrono::nanoseconds time_{0};           // of the virtual clock
  std::vector<std::vector<ProcessId>> started_by_;  // by whom, in order; of all executions
  std::size_t identities_ = 0;                      // besides the main process's
  ProcessSet ready_;        // their pending operation is enabled whatever happens
  ProcessSet conditional_;  // ask the kernel at every step
  ProcessSet waiting_;      // for children, without a timeout: no choice, see wake_waiter
  ProcessSet drawing_;      // pending os.choose, or another draw
  ProcessSet spinning_;     // until something that they looked at changes
  std::vector<ProcessId> new_processes_;  // so many of them have begun: started_
  Execution execution_;
  Notes notes_{execution_};
};

}  // namespace ravel::sim
