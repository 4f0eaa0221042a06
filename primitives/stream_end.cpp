// How the end of a stream is refused and travels to a child.
#include "primitives/stream_end.h"

#include <cerrno>
#include <string>
#include <system_error>

#include "primitives/arguments.h"

namespace ravel {

os::Os& StreamEnd::os(const char* call, const char* noun) const {
  if (closed())
    throw std::system_error(
        EBADF, std::generic_category(),
        std::string(call) + ": the " + noun + " is closed: close() it after its last use");
  return end_->os();
}

os::Handle StreamEnd::handle(const char* call, const char* noun) const {
  os(call, noun);
  return end_->handle();
}

void StreamEnd::save(ArgumentWriter& writer) const {
  writer.handle(handle("an argument", "stream"));
}

void StreamEnd::load(ArgumentReader& reader) {
  const os::Handle handle = reader.handle();
  SharedObject loaded(reader.os(), handle);
  end_ = reader.shared_state<SharedObject>(handle);
  *end_ = std::move(loaded);
}

}  // namespace ravel
