// How an object of the operating system travels to a child.
#include "primitives/object.h"

#include <stdexcept>

#include "primitives/arguments.h"

namespace ravel {

void SharedObject::save(ArgumentWriter& writer) const {
  if (os_ == nullptr) refuse_empty();
  writer.handle(handle_);
}

void SharedObject::load(ArgumentReader& reader) {
  const os::Handle handle = reader.handle();
  *this = SharedObject(reader.os(), handle);
}

void SharedObject::refuse_empty() {
  throw std::logic_error("an empty primitive cannot be used: construct it with an os::Os first");
}

}  // namespace ravel
