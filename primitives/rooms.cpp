// Making the rooms, and naming them.
#include "primitives/rooms.h"

#include <string>

#include "primitives/permits.h"

namespace ravel {

Rooms::Rooms(os::Os& os, std::string_view kind, os::Where where) : word_(os, where) {
  for (SharedObject& room : rooms_)
    room = SharedObject(os, os.create_semaphore(0, kPermitsMax, where));
  show(kind);
}

void Rooms::set_label(std::string_view kind, std::string_view name) {
  label_ = name;
  show(std::string(kind) + " " + label_);
}

void Rooms::show(std::string_view text) {
  for (const SharedObject& room : rooms_) os().label(room.handle(), text);
  word_.set_label("state of " + std::string(text));
}

}  // namespace ravel
