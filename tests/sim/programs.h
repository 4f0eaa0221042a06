// Small programs on the bare operating system interface, for tests and benchmarks of the simulator.
#pragma once

#include <cstring>
#include <vector>

#include "primitives/os/os.h"

namespace ravel::test {

/// What the children of these programs are given: one word of shared memory and one semaphore.
struct Shared {
  os::Word counter;
  os::Handle semaphore = os::kNoHandle;
};

/// A child's whole program.
using Child = void (*)(os::Os& os, const Shared& shared);

inline void run_child(os::Os& os, os::Function target, std::span<const std::byte> arguments) {
  Shared shared;
  std::memcpy(&shared, arguments.data(), sizeof shared);
  reinterpret_cast<Child>(target)(os, shared);
}

inline os::Handle spawn(os::Os& os, Child child, const Shared& shared) {
  os::Program program;
  program.entry = run_child;
  program.target = reinterpret_cast<os::Function>(child);
  program.arguments = std::as_bytes(std::span(&shared, 1));
  program.number = os.next_child_number();
  return os.spawn(program);
}

/// A counter at 0 and a semaphore with `permits` of at most `maximum`.
inline Shared share(os::Os& os, std::uint32_t permits = 1, std::uint32_t maximum = 1) {
  return {{os.create_memory(8), 0, 8}, os.create_semaphore(permits, maximum)};
}

/// Starts `children` in order and waits for each of them.
inline void run_all(os::Os& os, const std::vector<Child>& children, const Shared& shared) {
  std::vector<os::Handle> started;
  for (const Child child : children) started.push_back(spawn(os, child, shared));
  for (const os::Handle child : started) os.wait(child, os::kForever);
}

/// Two steps: load the counter, store one more. The classic lost update.
inline void increment(os::Os& os, const Shared& shared) {
  const std::uint64_t seen = os.load(shared.counter, os::Access::Plain);
  os.store(shared.counter, seen + 1, os::Access::Plain);
}

}  // namespace ravel::test
