// Named shared memory whose names are removed together: Python's SharedMemoryManager.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include "primitives/os/os.h"
#include "primitives/shareable_list.h"
#include "primitives/shared_memory.h"

namespace ravel {

/// Belongs to its process, and needs no server: names that nobody removes end with the run anyway.
/// For the same reason the end of its scope removes none.
class SharedMemoryManager {
 public:
  explicit SharedMemoryManager(os::Os& os) : os_(os) {}

  /// Under random names. Both throw std::logic_error after `shutdown`, and as SharedMemory::create
  /// does.
  SharedMemory create(std::size_t size, os::Where where = os::Where::here());
  ShareableList create_list(const std::vector<ListItem>& items,
                            os::Where where = os::Where::here());

  /// Removes all names that are still there: nobody can attach any more, who has may go on. Again:
  /// nothing happens.
  void shutdown(os::Where where = os::Where::here());

 private:
  void require_running() const;

  os::Os& os_;
  std::vector<std::string> names_;
  bool running_ = true;
};

}  // namespace ravel
