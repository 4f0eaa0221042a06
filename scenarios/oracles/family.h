// The processes of an oracle. The oracles speak to the operating system directly, because they are
// also what the speed of an exploration is measured with: starting a process costs one call and one
// copy of a few words, an access to memory is one call, and nothing is printed, formatted or
// allocated. Nobody is joined unless the program is about it: a process waits for its children at
// its own end.
#pragma once

#include <array>
#include <cstring>
#include <span>

#include "checker/scenario.h"
#include "primitives/os/os.h"

namespace ravel::oracles {

/// What a process is told; `number` says which of its kind it is.
struct Task {
  os::Handle memory = os::kNoHandle;
  os::Handle semaphore = os::kNoHandle;
  os::Handle second_semaphore = os::kNoHandle;
  os::Handle reader = os::kNoHandle;  ///< ends of a pipe
  os::Handle writer = os::kNoHandle;
  std::uint32_t number = 0;
  std::uint32_t count = 0;
};

/// The whole program of a process.
using Child = void (*)(os::Os& os, const Task& task);

inline void run_child(os::Os& os, os::Function target, std::span<const std::byte> bytes) {
  Task task;
  std::memcpy(&task, bytes.data(), sizeof task);
  reinterpret_cast<Child>(target)(os, task);
}

/// Starts a process, which gets its own use of the objects in `task`.
inline os::Handle start(os::Os& os, Child child, const Task& task) {
  std::array<os::Handle, 5> handles{};
  std::size_t count = 0;
  for (const os::Handle handle :
       {task.memory, task.semaphore, task.second_semaphore, task.reader, task.writer})
    if (handle != os::kNoHandle) handles[count++] = handle;
  os::Program program;
  program.entry = run_child;
  program.target = reinterpret_cast<os::Function>(child);
  program.arguments = std::as_bytes(std::span(&task, 1));
  program.handles = std::span(handles).first(count);
  program.number = os.next_child_number();
  return os.spawn(program);
}

/// Word number `index` of `memory`.
inline os::Word word(os::Handle memory, std::uint32_t index = 0) {
  return {memory, 8 * index, 8};
}

inline os::Handle make_words(os::Os& os, std::uint32_t count) {
  return os.create_memory(std::size_t{8} * count);
}

inline os::Handle make_lock(os::Os& os) {
  return os.create_semaphore(1, 1);
}

/// The parameter `name` of a scenario, as a count.
inline std::uint32_t count(const Parameters& with, std::string_view name) {
  return static_cast<std::uint32_t>(with[name]);
}

}  // namespace ravel::oracles
