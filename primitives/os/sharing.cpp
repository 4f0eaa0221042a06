// What may be a name of shared memory, whatever the system.
#include "primitives/os/sharing.h"

#include <stdexcept>
#include <string>

namespace ravel::os {

void check_memory_name(std::string_view name) {
  if (name.empty() || name.size() > kMemoryNameMax || name.find('\0') != std::string_view::npos)
    throw std::invalid_argument("a name of shared memory has 1 to " +
                                std::to_string(kMemoryNameMax) + " bytes, none of them zero; '" +
                                std::string(name.substr(0, kMemoryNameMax)) + "' has " +
                                std::to_string(name.size()));
}

}  // namespace ravel::os
