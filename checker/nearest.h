// Which of the right words was probably meant by a wrong one.
#pragma once

#include <span>
#include <string_view>

namespace ravel {

/// The candidate with the fewest letters to insert, delete or change, the first one of several;
/// empty if there are no candidates.
std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace ravel
