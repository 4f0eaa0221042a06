// What the loop keeps of one simulated process besides the kernel's state. Internal to sim/.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/fiber.h"
#include "sim/loop.h"

namespace ravel::sim {

/// Slots and their fibers are used again by the next execution.
struct Loop::Slot {
  Loop* loop = nullptr;
  ProcessId process = 0;
  Fiber fiber;
  Operation death;  // what is pending once the process was killed
  bool killed = false;
  std::chrono::nanoseconds deadline{0};  // of a timed operation, on the virtual clock
  os::Entry entry = nullptr;
  os::Function target = nullptr;
  std::vector<std::byte> arguments;
  std::string name;
  std::uint64_t entropy_draws = 0;
  std::chrono::nanoseconds slept{0};
};

}  // namespace ravel::sim
