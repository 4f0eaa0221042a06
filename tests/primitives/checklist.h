// The checklist of behaviours that docs/conformance.md goes through.
#pragma once

#include <span>
#include <string_view>

namespace ravel {

/// What a program that uses multiprocessing may rely on, or must expect.
struct Behaviour {
  std::string_view code;
  std::string_view title;
  std::string_view reason = "";  ///< why no test is named by the code
};

/// By groups; the codes of each in their order.
std::span<const Behaviour> checklist();

/// The words for the two letters that the codes of a group begin with.
std::string_view group_title(std::string_view letters);

}  // namespace ravel
