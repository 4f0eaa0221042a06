// Demangling, as the Itanium C++ ABI has it: the one of every compiler that Ravel builds with.
#include "primitives/os/type_name.h"

#include <cxxabi.h>

#include <cstdlib>
#include <memory>

namespace ravel::os {

std::string type_name(const std::type_info& type) {
  const std::unique_ptr<char, void (*)(void*)> text(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, nullptr), std::free);
  return text ? text.get() : type.name();
}

}  // namespace ravel::os
