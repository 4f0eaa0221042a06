// Where those sleep who wait for something: a few rooms, each of them a semaphore, and one word
// that says who is in which. What the word means is up to the primitive that owns the rooms.
//
// Why several: whoever is woken takes a permit of the room, sooner or later. Somebody who comes in
// between could take it first, and the one it was meant for would sleep on. So newcomers go to a
// room in which no permits lie. (CPython has one room, and the one who wakes waits there until each
// permit is taken: for ever, if a sleeper was killed.)
#pragma once

#include <array>
#include <cereal/types/array.hpp>
#include <cereal/types/string.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "primitives/object.h"
#include "primitives/os/os.h"
#include "primitives/shared_word.h"

namespace ravel {

class Rooms {
 public:
  static constexpr unsigned kCount = 3;

  Rooms() noexcept = default;
  Rooms(os::Os& os, std::string_view kind, os::Where where);

  SharedWord& word() noexcept { return word_; }
  const SharedWord& word() const noexcept { return word_; }
  os::Os& os() const { return word_.os(); }

  /// Takes a permit of the room; false when none came in time.
  bool sleep(unsigned room, os::Timeout timeout, os::Where where) {
    return os().acquire(rooms_[room].handle(), timeout, where);
  }
  bool try_take(unsigned room, os::Where where) {
    return sleep(room, std::chrono::nanoseconds(0), where);
  }

  /// Puts permits into the room.
  void wake(unsigned room, std::uint64_t count, os::Where where) {
    for (std::uint64_t i = 0; i < count; ++i) os().release(rooms_[room].handle(), where);
  }

  bool has_permits(unsigned room, os::Where where) const {
    return os().semaphore_value(rooms_[room].handle(), where) != 0;
  }

  /// "condition tickets" in reports; in messages, of this copy and those that are made of it, only
  /// the name counts.
  void set_label(std::string_view kind, std::string_view name);
  const std::string& label() const noexcept { return label_; }

  template <class Archive>
  void serialize(Archive& archive) {
    archive(word_, rooms_, label_);
  }

 private:
  void show(std::string_view text);

  SharedWord word_;
  std::array<SharedObject, kCount> rooms_;
  std::string label_;
};

}  // namespace ravel
