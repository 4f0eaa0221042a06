// The primitives on real processes beside CPython 3 and Boost.Interprocess, in one run.
#include <fmt/format.h>

#include "tests/bench/real/figures.h"

namespace ravel::bench {
namespace {

std::string text_of(const std::optional<Figures>& figures, const std::string& name) {
  if (!figures) return "absent";
  const auto found = figures->find(name);
  if (found == figures->end()) return "-";
  return found->second < 1000 ? fmt::format("{:.1f} ns", found->second)
                              : fmt::format("{:.2f} us", found->second / 1000);
}

void print_figures() {
  const std::optional<Figures> ravel = measure_ravel();
  const std::optional<Figures> boost = measure_boost();
  const std::optional<Figures> python = measure_python();
  fmt::print("{:42}{:>14}{:>20}{:>14}\n", "", "Ravel", "Boost.Interprocess", "CPython 3");
  for (const char* name : {kLockPair, kLockPairRecorded, kSemaphore, kEvent, kCondition, kBarrier,
                           kStream, kQueue, kManager, kProcess})
    fmt::print("{:42}{:>14}{:>20}{:>14}\n", name, text_of(ravel, name), text_of(boost, name),
               text_of(python, name));
}

}  // namespace
}  // namespace ravel::bench

int main() {
  ravel::bench::print_figures();
}
