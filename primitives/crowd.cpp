// The state's bits, lowest first: 12 for each room's people, 2 for the open room (3: none), the
// flag, 2 for each room's mark, 19 for the count.
#include "primitives/crowd.h"

namespace ravel {
namespace {

constexpr unsigned kInsideBits = 12;
constexpr std::uint64_t kInsideMax = (1u << kInsideBits) - 1;
constexpr unsigned kOpenShift = Rooms::kCount * kInsideBits;
constexpr unsigned kNoRoom = 3;
constexpr unsigned kFlagShift = kOpenShift + 2;
constexpr unsigned kMarkShift = kFlagShift + 1;
constexpr unsigned kCountShift = kMarkShift + 2 * Rooms::kCount;
static_assert(Rooms::kCount <= kNoRoom && kCountShift == 45);

constexpr std::uint64_t one_inside(unsigned room) {
  return std::uint64_t{1} << (room * kInsideBits);
}

std::uint64_t with_bits(std::uint64_t word, unsigned shift, std::uint64_t mask,
                        std::uint64_t value) {
  return (word & ~(mask << shift)) | (value << shift);
}

}  // namespace

std::uint64_t CrowdState::inside(unsigned room) const {
  return (word_ >> (room * kInsideBits)) & kInsideMax;
}

std::optional<unsigned> CrowdState::open() const {
  const auto room = static_cast<unsigned>((word_ >> kOpenShift) & 3);
  return room == kNoRoom ? std::nullopt : std::optional(room);
}

std::optional<unsigned> CrowdState::enter() {
  if (!open()) open_empty_room();
  const std::optional<unsigned> room = open();
  if (!room) return room;
  os::ensure(inside(*room) < kInsideMax, "more than 4,095 wait for one event or barrier");
  word_ += one_inside(*room);
  return room;
}

void CrowdState::close() {
  if (inside_open() > 0) open_empty_room();
}

void CrowdState::open_empty_room() {
  unsigned found = kNoRoom;
  for (unsigned room = Rooms::kCount; room-- > 0;)
    if (inside(room) == 0) found = room;
  word_ = with_bits(word_, kOpenShift, 3, found);
  if (found != kNoRoom) set_mark(found, 0);
}

void CrowdState::leave(unsigned room) {
  word_ -= one_inside(room);
}

bool CrowdState::flag() const {
  return ((word_ >> kFlagShift) & 1) != 0;
}

void CrowdState::set_flag(bool flag) {
  word_ = with_bits(word_, kFlagShift, 1, flag ? 1 : 0);
}

unsigned CrowdState::mark(unsigned room) const {
  return static_cast<unsigned>((word_ >> (kMarkShift + 2 * room)) & 3);
}

void CrowdState::set_mark(unsigned room, unsigned mark) {
  word_ = with_bits(word_, kMarkShift + 2 * room, 3, mark);
}

std::uint64_t CrowdState::count() const {
  return word_ >> kCountShift;
}

void CrowdState::add_to_count() {
  // The highest bits: an overflow falls off the word.
  word_ += std::uint64_t{1} << kCountShift;
}

bool Crowd::replace(CrowdState& expected, CrowdState desired, os::Where where) {
  const CrowdState old(rooms_.word().compare_exchange(expected.word(), desired.word(), where));
  const bool replaced = old == expected;
  expected = old;
  return replaced;
}

CrowdState Crowd::leave(unsigned room, os::Where where) {
  return CrowdState(rooms_.word().fetch_add(0 - one_inside(room), where));
}

void Crowd::wake_closed(CrowdState state, os::Where where) {
  for (unsigned room = 0; room < Rooms::kCount; ++room)
    if (!state.is_open(room)) rooms_.wake(room, state.inside(room), where);
}

}  // namespace ravel
