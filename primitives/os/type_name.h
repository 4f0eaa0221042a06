// The name of a type as its author wrote it.
#pragma once

#include <string>
#include <typeinfo>

namespace ravel::os {

/// "std::out_of_range" instead of "St12out_of_range".
std::string type_name(const std::type_info& type);

}  // namespace ravel::os
