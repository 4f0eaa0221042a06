// Compares an exploration with plain depth-first search on many random programs, more than a test
// has time for:
//   ravel_fuzz_exploration [COUNT [FIRST_SEED [TIMEOUTS [THREADS]]]]
// TIMEOUTS is when a timed operation may give up: unavailable, anytime or never; by default each of
// them for a thousand programs in turn. THREADS share each exploration.
// Ends with exit status 1, and prints the smallest program that shows it, if they disagree.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "tests/checker/reference/compare.h"

namespace {

using namespace ravel::reference;
using ravel::sim::Timeouts;

// Most programs have fewer; those that have more cost as much time as all others together.
constexpr std::uint64_t kInterleavingsMax = 2'500;
constexpr std::uint64_t kProgramsPerReport = 1'000;

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    throw std::invalid_argument("COUNT, FIRST_SEED and THREADS are whole numbers");
  return value;
}

std::vector<Timeouts> timeouts(std::string_view text) {
  if (text == "unavailable") return {Timeouts::Unavailable};
  if (text == "anytime") return {Timeouts::Anytime};
  if (text == "never") return {Timeouts::Never};
  throw std::invalid_argument("TIMEOUTS is unavailable, anytime or never");
}

void add(Fuzzed& sum, const Fuzzed& part) {
  sum.compared += part.compared;
  sum.skipped += part.skipped;
  sum.interleavings += part.interleavings;
  sum.classes += part.classes;
  sum.complaint = part.complaint;
}

int run(const std::vector<std::string_view>& arguments) {
  const std::uint64_t count = arguments.empty() ? 100'000 : number(arguments[0]);
  const std::uint64_t first = arguments.size() < 2 ? 1 : number(arguments[1]);
  Setting setting;
  setting.executions_max = kInterleavingsMax;
  std::vector<Timeouts> modes = {Timeouts::Unavailable, Timeouts::Anytime, Timeouts::Never};
  if (arguments.size() > 2) modes = timeouts(arguments[2]);
  const Explorer explorer = by_reduction(arguments.size() > 3 ? number(arguments[3]) : 1);
  Fuzzed sum;
  for (std::uint64_t done = 0; done < count && sum.complaint.empty(); done += kProgramsPerReport) {
    const std::uint64_t part = std::min(kProgramsPerReport, count - done);
    setting.options.timeouts = modes[done / kProgramsPerReport % modes.size()];
    add(sum, fuzz(explorer, {first + done, part}, setting));
    fmt::print("{} programs compared, {} skipped, {} interleavings, {} classes\n", sum.compared,
               sum.skipped, sum.interleavings, sum.classes);
    std::fflush(stdout);
  }
  if (sum.complaint.empty()) return EXIT_SUCCESS;
  fmt::print(stderr, "{}\n", sum.complaint);
  return EXIT_FAILURE;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run({argv + 1, argv + argc});
  } catch (const std::invalid_argument& error) {
    fmt::print(stderr, "ravel_fuzz_exploration: {}\n", error.what());
    return 2;
  }
}
