// Printing a line to the run's output.
#pragma once

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "primitives/os/os.h"

namespace ravel {

/// Prints the text and a newline in one piece: lines of several processes do not mix. Nothing is
/// formatted while nobody reads, as in most executions of a check.
template <class... Arguments>
void print(os::Os& os, fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  if (!os.output_wanted()) return;
  fmt::memory_buffer line;
  fmt::format_to(std::back_inserter(line), format, std::forward<Arguments>(arguments)...);
  line.push_back('\n');
  os.print({line.data(), line.size()});
}

}  // namespace ravel
