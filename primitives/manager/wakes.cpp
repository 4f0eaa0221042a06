// Numbers of eight bytes, which the pipe keeps whole: it has room for many.
#include "primitives/manager/wakes.h"

#include <cstring>
#include <span>

namespace ravel::manager {
namespace {

constexpr std::size_t kNumbers = 4096;

}  // namespace

Wakes::Wakes(os::Os& os) {
  const auto [in, out] = os.create_pipe(kNumbers * sizeof(ObjectId));
  in_ = StreamEnd(os, in);
  out_ = StreamEnd(os, out);
}

void Wakes::send(ObjectId object) const {
  const std::size_t written =
      out_.os("wake", kNoun)
          .write_stream(out_.handle("wake", kNoun), std::as_bytes(std::span(&object, 1)));
  os::ensure(written == sizeof object, "a pipe has written a part of a number");
}

ObjectId Wakes::receive() const {
  ObjectId object = kFactory;
  const std::size_t read =
      in_.os("wake", kNoun)
          .read_stream(in_.handle("wake", kNoun), std::as_writable_bytes(std::span(&object, 1)));
  os::ensure(read == sizeof object, "a pipe has read a part of a number");
  return object;
}

}  // namespace ravel::manager
