// A process that is an object: the counterpart of a subclass of multiprocessing.Process that
// overrides run().
#pragma once

#include "primitives/os/os.h"

namespace ravel {

/// An object with `void run(os::Os&)`. The child gets a copy of it, encoded as an argument is, and
/// calls `run` there; whoever calls `run` itself runs it in its own process.
template <class T>
concept ProcessObject = requires(T object, os::Os& os) {
  object.run(os);
};

namespace detail {

template <ProcessObject T>
void run_object(os::Os& os, T object) {
  object.run(os);
}

}  // namespace detail
}  // namespace ravel
