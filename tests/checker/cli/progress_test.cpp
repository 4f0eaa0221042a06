// The progress line, as a terminal and as a log sees it.
#include "checker/cli/progress.h"

#include <gtest/gtest.h>

#include <sstream>

namespace ravel {
namespace {

std::string shown(bool terminal, const Progress& progress) {
  std::ostringstream out;
  std::ostringstream err;
  const Host host{.out = out,
                  .err = err,
                  .err_is_terminal = terminal,
                  .runner = {},
                  .watch_interrupts = {},
                  .peak_rss_bytes = {}};
  ProgressLine line(host, "tickets");
  line.show(progress);
  return err.str();
}

TEST(ProgressLine, SaysHowFarAndHowFast) {
  EXPECT_EQ(shown(false, {30'000, 20, 44, 0.125}),
            "tickets: 30000 executions in 20 s, 1500/s, about 12.5 % explored, 2 min left, "
            "depth 44\n");
}

TEST(ProgressLine, NamesNoShareWhereThereIsNone) {
  EXPECT_EQ(shown(true, {30'000, 20, 44, {}}),
            "\r\x1b[Ktickets: 30000 executions in 20 s, 1500/s, depth 44");
}

TEST(ProgressLine, IsSilentAboutWhatTakesNoTime) {
  EXPECT_EQ(shown(true, {30'000, 0.9, 44, {}}), "");
  EXPECT_EQ(shown(false, {30'000, 9.9, 44, {}}), "");
}

}  // namespace
}  // namespace ravel
