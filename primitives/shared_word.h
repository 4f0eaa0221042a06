// One word of shared memory: what a primitive must remember beside its semaphores.
#pragma once

#include <cstdint>
#include <string_view>

#include "primitives/object.h"
#include "primitives/os/os.h"

namespace ravel {

/// Eight bytes, zero at first. A copy is the same word. See os::SharedMemory for the contracts.
class SharedWord {
 public:
  SharedWord() noexcept = default;
  SharedWord(os::Os& os, os::Where where) : memory_(os, os.create_memory(8, where)) {}

  std::uint64_t load(os::Access access, os::Where where) const {
    return memory_.os().load(word(), access, where);
  }
  void store(std::uint64_t value, os::Access access, os::Where where) {
    memory_.os().store(word(), value, access, where);
  }

  /// Atomic; they return the old value.
  std::uint64_t fetch_add(std::uint64_t delta, os::Where where) {
    return memory_.os().fetch_add(word(), delta, where);
  }
  std::uint64_t compare_exchange(std::uint64_t expected, std::uint64_t desired, os::Where where) {
    return memory_.os().compare_exchange(word(), expected, desired, where);
  }

  void set_label(std::string_view name) { memory_.os().label(memory_.handle(), name); }

  os::Os& os() const { return memory_.os(); }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(memory_);
  }

 private:
  os::Word word() const noexcept { return {.memory = memory_.handle(), .offset = 0, .size = 8}; }

  SharedObject memory_;
};

}  // namespace ravel
