// What a program at a terminal asks its process about.
#include "primitives/os/posix/terminal.h"

#include <sys/ioctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "primitives/os/posix/signals.h"

namespace ravel::os::posix {

bool stdout_is_terminal() noexcept {
  return isatty(STDOUT_FILENO) == 1;
}
bool stderr_is_terminal() noexcept {
  return isatty(STDERR_FILENO) == 1;
}

std::size_t stdout_width() noexcept {
  constexpr std::size_t kDefault = 100;
  constexpr long kLeast = 60;
  constexpr long kMost = 1000;
  if (!stdout_is_terminal()) return kDefault;
  const char* columns = std::getenv("COLUMNS");
  long width = columns != nullptr ? std::strtol(columns, nullptr, 10) : 0;
  winsize size{};
  if (width <= 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) width = size.ws_col;
  return width > 0 ? static_cast<std::size_t>(std::clamp(width, kLeast, kMost)) : kDefault;
}

std::function<bool()> watch_interrupts() {
  // A function must be copyable, a watch is not: hence the shared one. Only Ctrl-C is watched;
  // Ctrl-\ and SIGTERM still end a program that does not come back from a step.
  auto watch = std::make_shared<SignalWatch>(std::initializer_list<int>{SIGINT});
  return [watch, pressed = false]() mutable {
    pressed = pressed || watch->next().has_value();
    return pressed;
  };
}

std::uint64_t peak_rss_bytes() noexcept {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;  // Linux counts kilobytes
}

std::string signal_name(int signal) {
  const char* name = sigabbrev_np(signal);
  return name != nullptr ? std::string("SIG") + name : "signal " + std::to_string(signal);
}

}  // namespace ravel::os::posix
