// Programs on the bare operating system interface for the conformance suite: children that are one
// function and the handles that they get.
#pragma once

#include <cstring>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "primitives/os/os.h"
#include "tests/primitives/conformance.h"

namespace ravel {

using Handles = std::vector<os::Handle>;
using HandlesChild = void (*)(os::Os& os, const Handles& handles);

inline void run_handles_child(os::Os& os, os::Function target,
                              std::span<const std::byte> arguments) {
  Handles handles(arguments.size() / sizeof(os::Handle));
  std::memcpy(handles.data(), arguments.data(), arguments.size());
  reinterpret_cast<HandlesChild>(target)(os, handles);
}

/// Starts `child(os, handles)`, which gets the use of the first `given` of the handles.
inline os::Handle start(os::Os& os, HandlesChild child, const Handles& handles, std::size_t given) {
  os::Program program;
  program.entry = run_handles_child;
  program.target = reinterpret_cast<os::Function>(child);
  program.arguments = std::as_bytes(std::span(handles));
  program.handles = std::span(handles).first(given);
  program.number = os.next_child_number();
  return os.spawn(program);
}
inline os::Handle start(os::Os& os, HandlesChild child, const Handles& handles = {}) {
  return start(os, child, handles, handles.size());
}

/// One write; false if not all of it was taken.
inline bool write(os::Os& os, os::Handle stream, std::string_view text) {
  return os.write_stream(stream, std::as_bytes(std::span(text))) == text.size();
}

/// One read.
inline std::string read(os::Os& os, os::Handle stream, std::size_t most = 100) {
  std::string text(most, '\0');
  text.resize(os.read_stream(stream, std::as_writable_bytes(std::span(text))));
  return text;
}

inline std::string read_to_end(os::Os& os, os::Handle stream) {
  std::string text;
  for (std::string piece = read(os, stream); !piece.empty(); piece = read(os, stream))
    text += piece;
  return text;
}

template <class Error, class Call>
bool throws(Call call) {
  try {
    call();
  } catch (const Error&) {
    return true;
  }
  return false;
}

}  // namespace ravel
