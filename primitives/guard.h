// Holding something until the end of a scope: one guard for everything that is acquired and
// released.
#pragma once

#include "primitives/os/os.h"

namespace ravel {

/// Acquires, without a timeout, and gives back at the end of the scope, also by an exception. What
/// is held must outlive the guard. If it has been released meanwhile, as anybody may release a
/// lock, the guard does nothing.
template <class Held>
class [[nodiscard]] Guard {
 public:
  Guard(Held& held, os::Where where) : held_(held), where_(where) {
    held_.acquire(os::kForever, where);
  }
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;
  ~Guard() { held_.give_back(where_); }

 private:
  Held& held_;
  os::Where where_;
};

}  // namespace ravel
