// The names that it has given out.
#include "primitives/shared_memory_manager.h"

#include <system_error>
#include <utility>

namespace ravel {

void SharedMemoryManager::require_running() const {
  if (!running_) throw std::logic_error("this SharedMemoryManager was shut down: make another one");
}

SharedMemory SharedMemoryManager::create(std::size_t size, os::Where where) {
  require_running();
  SharedMemory made = SharedMemory::create(os_, size, {}, where);
  names_.push_back(made.name());
  return made;
}

ShareableList SharedMemoryManager::create_list(const std::vector<ListItem>& items,
                                               os::Where where) {
  require_running();
  ShareableList made(os_, items, {}, where);
  names_.push_back(made.memory().name());
  return made;
}

void SharedMemoryManager::shutdown(os::Where where) {
  running_ = false;
  for (const std::string& name : std::exchange(names_, {})) {
    try {
      os_.remove_memory_name(name, where);
    } catch (const std::system_error& error) {
      // Somebody has unlinked it by himself.
      if (error.code() != std::errc::no_such_file_or_directory) throw;
    }
  }
}

}  // namespace ravel
