// Compares an exploration with plain depth-first search on many random programs, more than a test
// has time for:
//   ravel_fuzz_exploration [COUNT [FIRST_SEED [TIMEOUTS]]]
// TIMEOUTS is when a timed operation may give up: unavailable, anytime or never.
// Ends with exit status 1, and prints the smallest program that shows it, if they disagree.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "tests/checker/reference/compare.h"

namespace {

constexpr std::uint64_t kInterleavingsMax = 20'000;
constexpr std::uint64_t kProgramsPerReport = 1'000;

std::uint64_t number(const char* text, std::uint64_t otherwise) {
  return text ? std::stoull(text) : otherwise;
}

ravel::sim::Timeouts timeouts(std::string_view text) {
  if (text == "anytime") return ravel::sim::Timeouts::Anytime;
  if (text == "never") return ravel::sim::Timeouts::Never;
  return ravel::sim::Timeouts::Unavailable;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace ravel::reference;
  const std::uint64_t count = number(argc > 1 ? argv[1] : nullptr, 100'000);
  const std::uint64_t first = number(argc > 2 ? argv[2] : nullptr, 1);
  const Explorer explorer = with_strategy(ravel::optimal_reduction);
  Setting setting;
  setting.executions_max = kInterleavingsMax;
  setting.options.timeouts = timeouts(argc > 3 ? argv[3] : "");
  Fuzzed sum;
  for (std::uint64_t done = 0; done < count && sum.complaint.empty(); done += kProgramsPerReport) {
    const std::uint64_t part = std::min(kProgramsPerReport, count - done);
    const Fuzzed fuzzed = fuzz(explorer, {first + done, part}, setting);
    sum.compared += fuzzed.compared;
    sum.skipped += fuzzed.skipped;
    sum.interleavings += fuzzed.interleavings;
    sum.classes += fuzzed.classes;
    sum.complaint = fuzzed.complaint;
    std::printf("%llu programs compared, %llu skipped, %llu interleavings, %llu classes\n",
                static_cast<unsigned long long>(sum.compared),
                static_cast<unsigned long long>(sum.skipped),
                static_cast<unsigned long long>(sum.interleavings),
                static_cast<unsigned long long>(sum.classes));
    std::fflush(stdout);
  }
  if (sum.complaint.empty()) return EXIT_SUCCESS;
  std::fputs(sum.complaint.c_str(), stderr);
  return EXIT_FAILURE;
}
