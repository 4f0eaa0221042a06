// The program: a child of a real run does its part, anything else is a command line.
#include "scenarios/main/main.h"

#include <cstdlib>
#include <iostream>
#include <string_view>

#include "checker/cli/command_line.h"
#include "primitives/os/posix/run.h"
#include "primitives/os/posix/terminal.h"
#include "scenarios/main/posix_runner.h"

namespace {

// https://no-color.org: set and not empty.
bool colour_wanted() {
  const char* no_color = std::getenv("NO_COLOR");
  return no_color == nullptr || std::string_view(no_color).empty();
}

}  // namespace

int main(int argc, char** argv) {
  namespace posix = ravel::os::posix;
  if (const std::optional<int> code = posix::child_main(argc, argv)) return *code;

  const ravel::Host host{.out = std::cout,
                         .err = std::cerr,
                         .err_is_terminal = posix::stderr_is_terminal(),
                         .colour = posix::stdout_is_terminal() && colour_wanted(),
                         .width = posix::stdout_width(),
                         .program = argc > 0 ? argv[0] : "ravel",
                         .runner = ravel::run_on_posix,
                         .watch_interrupts = posix::watch_interrupts,
                         .peak_rss_bytes = posix::peak_rss_bytes};
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  const std::vector<ravel::Scenario> scenarios = ravel::scenarios();
  return ravel::command_line(arguments, scenarios, host);
}
