// Tells on stderr how far a check is.
#include "checker/cli/progress.h"

#include <fmt/format.h>

#include <ostream>

#include "checker/report/printable.h"

namespace ravel {
namespace {

constexpr double kTerminalSeconds = 1;  // before the first line on a terminal
constexpr double kLogSeconds = 10;      // between two lines elsewhere

// Below that, the share says too little of how much there is.
constexpr double kTellingShare = 0.05;

std::string left(const Progress& progress) {
  const double explored = *progress.explored;
  if (explored < kTellingShare || explored >= 1) return "";
  const double seconds = progress.seconds * (1 - explored) / explored;
  return seconds < 100 ? fmt::format(", {:.0f} s left", seconds)
                       : fmt::format(", {:.0f} min left", seconds / 60);
}

}  // namespace

ProgressLine::ProgressLine(const Host& host, std::string_view scenario)
    : host_(host),
      scenario_(scenario),
      next_seconds_(host.err_is_terminal ? kTerminalSeconds : kLogSeconds) {}

void ProgressLine::show(const Progress& progress) {
  if (progress.seconds < next_seconds_) return;
  const std::string explored =
      progress.explored
          ? fmt::format(", about {:.1f} % explored{}", *progress.explored * 100, left(progress))
          : "";
  const double rate = static_cast<double>(progress.executions) / progress.seconds;
  const std::string line = fmt::format("{}: {} in {:.0f} s, {:.0f}/s{}, depth {}", scenario_,
                                       counted(progress.executions, "execution"), progress.seconds,
                                       rate, explored, progress.depth);
  if (host_.err_is_terminal) {
    host_.err << "\r\x1b[K" << shortened(line, 79) << std::flush;
    drawn_ = true;
    return;
  }
  host_.err << line << std::endl;
  while (next_seconds_ <= progress.seconds) next_seconds_ += kLogSeconds;
}

void ProgressLine::clear() {
  if (drawn_) host_.err << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

}  // namespace ravel
