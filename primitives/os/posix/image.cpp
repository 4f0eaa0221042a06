// The linker says where the image begins and where its code ends.
#include "primitives/os/posix/image.h"

#include <stdexcept>

// The linker chose these names.
// NOLINTBEGIN(bugprone-reserved-identifier, readability-identifier-naming)
extern "C" {
extern const char __ehdr_start[] __attribute__((visibility("hidden")));
extern const char etext[];
}
// NOLINTEND(bugprone-reserved-identifier, readability-identifier-naming)

namespace ravel::os::posix {
namespace {

std::uintptr_t image_begin() noexcept {
  return reinterpret_cast<std::uintptr_t>(__ehdr_start);
}

}  // namespace

std::uint64_t offset_of(Function function) {
  const auto address = reinterpret_cast<std::uintptr_t>(function);
  const auto end = reinterpret_cast<std::uintptr_t>(etext);
  if (address < image_begin() || address >= end)
    throw std::invalid_argument(
        "a process can only run a function of the executable itself, not one of a shared library");
  return address - image_begin();
}

Function function_at(std::uint64_t offset) noexcept {
  // An offset from another process can only become an address through a number.
  return reinterpret_cast<Function>(image_begin() + offset);  // NOLINT(performance-no-int-to-ptr)
}

}  // namespace ravel::os::posix
