// In the place of boost_interprocess.cpp where that library is not installed.
#include "tests/bench/real/figures.h"

namespace ravel::bench {

std::optional<Figures> measure_boost() {
  return std::nullopt;
}

}  // namespace ravel::bench
