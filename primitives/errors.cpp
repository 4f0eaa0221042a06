// How messages name a primitive.
#include "primitives/errors.h"

namespace ravel {

std::string named(std::string_view kind, std::string_view label) {
  if (label.empty()) return "the " + std::string(kind);
  return std::string(kind) + " '" + std::string(label) + "'";
}

}  // namespace ravel
