// When two uses of one stream commute. Bytes are counted from the first one, so that a put and a
// get have ranks: the get of a byte comes behind its put, and the put of a byte behind the get that
// made the room for it. Nothing else orders them, as long as each moves all that it wanted to move:
// who gets less than was wanted sees that there was not more.
//
// Two puts, or two gets, are ordered: who is first decides who has which bytes. The reader that
// finds the end comes behind every closing of an end that could be written to. A closing of the
// other side matters to those who could have been refused: processes that put without being able to
// get themselves.
#pragma once

#include "checker/optimal/dependence.h"

namespace ravel::optimal {

/// As `ordered` in dependence.h, for the uses of a stream of this capacity.
bool ordered_in_stream(const Access& earlier, const Access& later, std::uint32_t capacity) noexcept;

/// As `commute`: both could come next.
bool commute_in_stream(const Use& one, const Use& other) noexcept;

}  // namespace ravel::optimal
