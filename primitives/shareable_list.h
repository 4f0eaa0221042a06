// A list of fixed length in named shared memory: Python's ShareableList.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "primitives/os/os.h"
#include "primitives/shared_memory.h"

namespace ravel {

/// What can be an element; std::monostate is Python's None.
using ListItem = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

/// Each element has a slot whose width its first value decides: 8 bytes, or for a text its length
/// up to the next multiple of 8 (an empty one has 8). Later values, of whatever kind, have to fit.
///
/// There is no lock: a text, and a value that changes its kind, are read and written in several
/// steps. A copy, also one that a child gets as an argument, is the same list.
class ShareableList {
 public:
  /// Can only be assigned to.
  ShareableList() noexcept = default;

  /// Throws as SharedMemory::create does.
  ShareableList(os::Os& os, const std::vector<ListItem>& items, std::string_view name = {},
                os::Where where = os::Where::here());

  /// The list that has `name`. Throws as SharedMemory::attach does, and std::runtime_error if that
  /// memory is no list.
  static ShareableList attach(os::Os& os, std::string_view name,
                              os::Where where = os::Where::here());

  /// A new list of the same items under another name, or a random one.
  ShareableList copy(os::Os& os, std::string_view name = {},
                     os::Where where = os::Where::here()) const;

  std::size_t size(os::Where where = os::Where::here()) const;

  /// Both throw std::out_of_range unless `index` < size(); `set` throws std::invalid_argument, and
  /// changes nothing, if the value does not fit.
  ListItem get(std::size_t index, os::Where where = os::Where::here()) const;
  void set(std::size_t index, const ListItem& item, os::Where where = os::Where::here());

  std::vector<ListItem> items(os::Where where = os::Where::here()) const;
  std::size_t count(const ListItem& item, os::Where where = os::Where::here()) const;

  /// Of the first such element; throws std::invalid_argument if there is none.
  std::size_t index(const ListItem& item, os::Where where = os::Where::here()) const;

  /// The memory below, to close or unlink it, and for its name.
  SharedMemory& memory() noexcept { return memory_; }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(memory_);
  }

 private:
  std::size_t slot(std::size_t index, os::Where where) const;

  SharedMemory memory_;
};

}  // namespace ravel
