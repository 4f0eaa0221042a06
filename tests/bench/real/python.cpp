// Runs python_figures.py and reads its lines: "NANOSECONDS NAME".
#include <cstdio>
#include <memory>

#include "tests/bench/real/figures.h"

namespace ravel::bench {

std::optional<Figures> measure_python() {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> lines(
      popen("python3 '" RAVEL_SOURCE_DIR "/tests/bench/real/python_figures.py' 2>/dev/null", "r"),
      &pclose);
  Figures figures;
  double figure = 0;
  char name[100];
  while (lines && std::fscanf(lines.get(), "%lf %99[^\n]", &figure, name) == 2)
    figures[name] = figure;
  if (figures.empty()) return std::nullopt;
  return figures;
}

}  // namespace ravel::bench
