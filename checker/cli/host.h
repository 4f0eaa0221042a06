// What the command line stands on: streams, a terminal or none, Ctrl-C, a real operating system. It
// is handed in by whoever has a process, so that the command line can be tested without one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>

#include "checker/runner.h"

namespace ravel {

struct Host {
  std::ostream& out;  ///< results
  std::ostream& err;  ///< progress and diagnostics
  bool err_is_terminal = false;
  bool colour = false;            ///< `out` is a terminal and NO_COLOR is not set
  std::size_t width = 100;        ///< of the terminal behind `out`, in characters
  std::string program = "ravel";  ///< how the user called the program
  Runner runner;

  /// From this call on, as long as the returned function lives, Ctrl-C ends nothing by itself; the
  /// function says whether it was pressed. May be empty.
  std::function<std::function<bool()>()> watch_interrupts;

  /// The most memory that this process has had. May be empty.
  std::function<std::uint64_t()> peak_rss_bytes;
};

}  // namespace ravel
