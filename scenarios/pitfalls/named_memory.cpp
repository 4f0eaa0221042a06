// Shared memory that is found by its name, and who removes the name.
//
// - shm-attacher-unlinks: somebody attaches and ends. In CPython before 3.13 a tracker then removes
//   the name that it did not make (gh-82300); in Ravel it stays until `unlink`.
// - shm-failed-attach-unlinks: somebody fails to attach. The owner's memory stays (gh-153279).
// - shm-early-unlink: wrong in any case: the owner removes the name before the other one has
//   attached, who finds nothing.
// - shm-late-unlink: right. It waits until the other one has ended.
#include <system_error>

#include "primitives/all.h"
#include "scenarios/pitfalls/pitfalls.h"

namespace ravel {
namespace {

constexpr const char* kName = "notebook";
constexpr std::size_t kBytes = 8;

void attach_and_write(os::Os& os) {
  const SharedMemory memory = SharedMemory::attach(os, kName);
  memory.store<int>(0, 42);
}

void attach_what_is_not_there(os::Os& os, Semaphore refused) {
  try {
    SharedMemory::attach(os, "another name");
  } catch (const std::system_error&) {
    refused.release();
  }
}

/// What somebody finds under the name now; -1: nothing.
std::int64_t found(os::Os& os) {
  try {
    return SharedMemory::attach(os, kName).load<int>(0);
  } catch (const std::system_error&) {
    return -1;
  }
}

void attach_and_end(os::Os& os, const Parameters&) {
  const SharedMemory memory = SharedMemory::create(os, kBytes, kName);
  Process attacher(os, attach_and_write);
  attacher.start();
  attacher.join();
  os.observe("found", found(os));
  memory.unlink();
}

void fail_to_attach(os::Os& os, const Parameters&) {
  const SharedMemory memory = SharedMemory::create(os, kBytes, kName);
  memory.store<int>(0, 42);
  Semaphore refused(os, 0);
  Process attacher(os, attach_what_is_not_there, refused);
  attacher.start();
  refused.acquire();
  os.observe("found", found(os));
  attacher.join();
  memory.unlink();
}

template <bool early>
void unlink(os::Os& os, const Parameters&) {
  const SharedMemory memory = SharedMemory::create(os, kBytes, kName);
  Process attacher(os, attach_and_write);
  attacher.start();
  if constexpr (early) memory.unlink();
  attacher.join();
  if constexpr (!early) memory.unlink();
  os.observe("found", memory.load<int>(0));
}

std::optional<std::string> what_was_written_is_there(const Outcome& outcome, const Parameters&) {
  if (integer(outcome, "found") == 42) return std::nullopt;
  return "what was written is not there";
}

Scenario memory(std::string_view name, std::string_view summary, Body body,
                std::set<FindingKind> expected) {
  return {.name = name,
          .group = "pitfalls",
          .summary = summary,
          .body = body,
          .invariant = what_was_written_is_there,
          .expected = std::move(expected)};
}

}  // namespace

std::vector<Scenario> named_memory_scenarios() {
  using enum FindingKind;
  return {
      memory("shm-attacher-unlinks", "somebody attaches and ends: the memory keeps its name",
             attach_and_end, {}),
      memory("shm-failed-attach-unlinks", "somebody fails to attach: the memory keeps its name",
             fail_to_attach, {}),
      memory("shm-early-unlink", "removes the name before the other one has attached", unlink<true>,
             {Exception, Invariant}),
      memory("shm-late-unlink", "removes the name when the other one has ended", unlink<false>, {}),
  };
}

}  // namespace ravel
