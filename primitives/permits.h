// The semaphore inside of a lock or a semaphore, and the label that messages and reports name it
// by.
#pragma once

#include <cereal/types/string.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "primitives/object.h"
#include "primitives/os/os.h"

namespace ravel {

/// More permits than anybody acquires, and what every system has.
inline constexpr std::uint32_t kPermitsMax = 0x7FFF'FFFF;

/// A copy is the same semaphore; its label is its own. See os::Semaphores for the contracts. An
/// empty one, as the default constructor makes it, throws std::logic_error, but gives nothing.
class Permits {
 public:
  Permits() noexcept = default;
  Permits(os::Os& os, std::uint32_t initial, std::uint32_t maximum, os::Where where)
      : semaphore_(os, os.create_semaphore(initial, maximum, where)) {}

  bool take(os::Timeout timeout, os::Where where) {
    return semaphore_.os().acquire(semaphore_.handle(), timeout, where);
  }
  bool give(os::Where where) noexcept {
    os::Os* os = semaphore_.os_or_none();
    return os != nullptr && os->release(semaphore_.handle(), where);
  }
  std::uint32_t value(os::Where where) const {
    return semaphore_.os().semaphore_value(semaphore_.handle(), where);
  }

  const std::string& label() const noexcept { return label_; }
  void set_label(std::string_view name) {
    label_ = name;
    semaphore_.os().label(semaphore_.handle(), name);
  }

  os::Os& os() const { return semaphore_.os(); }
  os::Os* os_or_none() const noexcept { return semaphore_.os_or_none(); }
  os::Handle handle() const noexcept { return semaphore_.handle(); }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(semaphore_, label_);
  }

 private:
  SharedObject semaphore_;
  std::string label_;
};

}  // namespace ravel
