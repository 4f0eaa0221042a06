// One simulated process or thread, as the loop keeps it besides the kernel's state, and the part of
// its life that happens on its own stack. Internal to sim/.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "primitives/os/crash.h"
#include "primitives/os/process_local.h"
#include "sim/fiber.h"
#include "sim/loop.h"
#include "sim/spin.h"

namespace ravel::sim {

/// How a pending operation could take effect now.
struct Loop::Ways {
  bool done = false;
  bool timed_out = false;
};

/// Slots and their fibers are used again by the next execution.
struct Loop::Slot {
  Loop* loop = nullptr;
  ProcessId process = 0;
  Fiber fiber;
  Operation death;  // what is pending once the process was killed
  bool killed = false;
  bool stopped = false;                  // takes no more steps of its own
  std::chrono::nanoseconds deadline{0};  // of a timed operation, on the virtual clock
  os::Entry entry = nullptr;
  os::Function target = nullptr;
  std::vector<std::byte> arguments;
  std::function<void()> thread_body;  // of a thread that has not begun
  std::string name;
  os::ProcessLocal local;  // of a process
  std::uint64_t entropy_draws = 0;
  std::chrono::nanoseconds slept{0};
  Spin spin;

  /// What the fiber runs; `slot` is a Slot.
  static Context& fiber_main(void* slot);

  /// The last step of `who`, which is this thread or its process: a process first closes what it
  /// has open.
  void end(std::int32_t code, ProcessId who, os::Where where);

  /// The same for one that was killed: makes the next step of its end its pending operation.
  void prepare_death();

  /// Makes killing itself its next step, and its fiber one that is never resumed.
  void kill_itself(os::Where where) noexcept;

  // Spinning (spin.cpp): see there.
  void note_look(const Operation& look);
  bool announce_again(Operation& operation) noexcept;
  void leave_spin() noexcept;

  // What may befall it (mischief.cpp): false if it cannot go on.
  bool draw_fate(os::Where where) noexcept;
  bool draw_fault(Operation& operation) noexcept;
  /// The way out of a crash, see os::CrashEscape; `loop` is a Loop. Notes what happened, and goes
  /// on where the fibers are run from. Returns if that is where the crash was.
  static void escape(void* loop, const os::Crash& crash);

 private:
  std::uint64_t draw(Operation& operation, std::uint64_t alternatives) noexcept;
  void main();
  std::int32_t call();
  void run_thread();
  void finish(std::int32_t code);
  void end_daemons();
  void close_all(os::Where where);
  void record_exception(std::string type, std::string message, bool assertion);
};

}  // namespace ravel::sim
