// A crowd: those who wait for something that lets all of them go at once. It needs no lock, so that
// nobody can be killed while holding it.
//
// They enter the open room and sleep there. To let them go is to close that room, in one atomic
// step, and then to put a permit for each of them into it. A closed room is opened again when the
// last one has left it. Somebody who was killed never leaves: his room stays closed for good.
#pragma once

#include <cstdint>
#include <optional>

#include "primitives/os/os.h"
#include "primitives/rooms.h"

namespace ravel {

/// What the word of the rooms says: a value, changed in a copy and put in place by
/// `Crowd::replace`.
class CrowdState {
 public:
  explicit CrowdState(std::uint64_t word = 0) : word_(word) {}

  std::uint64_t word() const { return word_; }
  bool operator==(const CrowdState&) const = default;

  /// How many are in a room: have entered, and not left.
  std::uint64_t inside(unsigned room) const;

  /// No room is open while somebody is in each of them.
  std::optional<unsigned> open() const;
  bool is_open(unsigned room) const { return open() == room; }
  std::uint64_t inside_open() const { return open() ? inside(*open()) : 0; }

  /// Enters the open room, opening an empty one if there is none; nothing without an empty one.
  std::optional<unsigned> enter();
  /// Closes the open room unless it is empty, and opens an empty one if there is one.
  void close();
  /// Of somebody who is inside.
  void leave(unsigned room);

  /// One bit for the owner of the crowd.
  bool flag() const;
  void set_flag(bool flag);

  /// Two bits for each room for the owner; zero when the room is opened.
  unsigned mark(unsigned room) const;
  void set_mark(unsigned room, unsigned mark);

  /// Counts what the owner wants to have counted, modulo 2^19.
  std::uint64_t count() const;
  void add_to_count();

 private:
  void open_empty_room();

  std::uint64_t word_;
};

class Crowd {
 public:
  Crowd() noexcept = default;
  Crowd(os::Os& os, std::string_view kind, os::Where where) : rooms_(os, kind, where) {}

  Rooms& rooms() noexcept { return rooms_; }
  const Rooms& rooms() const noexcept { return rooms_; }

  CrowdState state(os::Where where) const {
    return CrowdState(rooms_.word().load(os::Access::Atomic, where));
  }

  /// Replaces `expected`, if it is the state, by `desired`; else `expected` becomes the state.
  bool replace(CrowdState& expected, CrowdState desired, os::Where where);

  /// Leaves a room that the caller is in, and returns the state before.
  CrowdState leave(unsigned room, os::Where where);

  /// Puts a permit for everybody who is inside into each closed room: also into those that were
  /// closed before, in case that whoever did it was killed before he could. A sleeper must bear a
  /// permit too many.
  void wake_closed(CrowdState state, os::Where where);

  template <class Archive>
  void serialize(Archive& archive) {
    archive(rooms_);
  }

 private:
  Rooms rooms_;
};

}  // namespace ravel
