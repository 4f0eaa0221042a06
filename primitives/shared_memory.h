// Bytes in shared memory that other processes of the run find by a name: Python's SharedMemory.
#pragma once

#include <cereal/types/string.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "primitives/elements.h"
#include "primitives/object.h"
#include "primitives/os/os.h"

namespace ravel {

/// A copy, also one that a child gets as an argument, is one more use of the same memory, of a name
/// of its own: each is closed by itself, at the latest at its end.
///
/// A name belongs to a run. Processes outside of it, of the same user or another one, cannot reach
/// the memory, and nothing of it is left when the run ends, however that comes about. Inside, the
/// memory exists until its name is removed by `unlink` and nobody uses it any more; that somebody
/// who attached ends, or is killed, removes no name. (In CPython before 3.13 it does.)
class SharedMemory {
 public:
  /// Can only be assigned to.
  SharedMemory() noexcept = default;

  /// New memory of `size` zero bytes under `name`, 1 to os::kMemoryNameMax bytes, or under a random
  /// one if that is empty. Throws std::invalid_argument if `size` is 0, and std::system_error:
  /// errc::file_exists if the name is taken, errc::not_enough_memory.
  static SharedMemory create(os::Os& os, std::size_t size, std::string_view name = {},
                             os::Where where = os::Where::here());

  /// The memory that has `name`. Throws std::system_error (errc::no_such_file_or_directory) if
  /// there is none.
  static SharedMemory attach(os::Os& os, std::string_view name,
                             os::Where where = os::Where::here());

  const std::string& name() const noexcept { return name_; }

  /// In bytes. Throws std::logic_error after `close`, as all that follow except `unlink`.
  std::size_t size() const;

  /// Bytes from `offset` on; throws std::out_of_range unless they exist. What has 1, 2, 4 or 8
  /// bytes at a multiple of its size is one access, which nobody sees half done; anything else is
  /// several.
  void read(std::size_t offset, std::span<std::byte> into,
            os::Where where = os::Where::here()) const;
  void write(std::size_t offset, std::span<const std::byte> bytes,
             os::Where where = os::Where::here()) const;

  template <Shareable T>
  T load(std::size_t offset, os::Where where = os::Where::here()) const {
    T value{};
    read(offset, std::as_writable_bytes(std::span(&value, 1)), where);
    return value;
  }
  template <Shareable T>
  void store(std::size_t offset, const T& value, os::Where where = os::Where::here()) const {
    write(offset, std::as_bytes(std::span(&value, 1)), where);
  }

  /// Ends this use. Closing again is harmless.
  void close() noexcept { memory_ = SharedObject(); }

  /// Removes the name: nobody can attach any more, who has may go on. Throws std::system_error
  /// (errc::no_such_file_or_directory) the second time.
  void unlink(os::Where where = os::Where::here()) const;

  /// Names the memory in reports.
  void label(std::string_view name) const { memory_.os().label(memory_.handle(), name); }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(memory_, name_);
    os_ = memory_.os_or_none();
  }

 private:
  SharedMemory(os::Os& os, os::Handle memory, std::string_view name)
      : os_(&os), memory_(os, memory), name_(name) {}
  const SharedObject& checked(std::size_t offset, std::size_t size) const;

  os::Os* os_ = nullptr;
  SharedObject memory_;
  std::string name_;
};

}  // namespace ravel
