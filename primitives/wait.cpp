// Waiting for several things is one call of the system.
#include "primitives/wait.h"

namespace ravel {

std::vector<std::size_t> wait(os::Os& os, std::span<const Waitable> objects, os::Timeout timeout,
                              os::Where where) {
  if (objects.empty()) return {};
  std::vector<os::Handle> handles;
  for (const Waitable& object : objects) handles.push_back(object.handle());
  return os.poll(handles, timeout, where);
}

}  // namespace ravel
