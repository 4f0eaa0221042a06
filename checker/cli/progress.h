// Tells on stderr how far a check is: one line that is redrawn on a terminal, else a line now and
// then. Says nothing about what takes less than a second.
#pragma once

#include <string>

#include "checker/check.h"
#include "checker/cli/host.h"

namespace ravel {

class ProgressLine {
 public:
  ProgressLine(const Host& host, std::string_view scenario);

  void show(const Progress& progress);

  /// Takes the line off the terminal.
  void clear();

 private:
  const Host& host_;
  std::string scenario_;
  double next_seconds_;
  bool drawn_ = false;
};

}  // namespace ravel
