// Every scenario, at the size of a check, with real processes: what comes out is among what the
// check says can come out. A small dose of `ravel conform --all`.
#include <gmock/gmock.h>

#include <chrono>

#include "checker/conform.h"
#include "scenarios/main/main.h"
#include "scenarios/main/posix_runner.h"
#include "tests/scenarios/golden.h"

namespace ravel {
namespace {

using namespace std::chrono_literals;
using golden::Golden;

class RealRuns : public testing::TestWithParam<Golden> {};

/// Whether somebody may wait for ever: then waiting long for a run tells nothing.
bool may_hang(const Scenario& scenario) {
  return scenario.expected.contains(FindingKind::Deadlock);
}

TEST_P(RealRuns, ShowOnlyWhatIsEnumerated) {
  const std::vector<Scenario> all = scenarios();
  const Scenario& scenario = find_scenario(all, GetParam().scenario);
  ConformOptions options;
  options.repeat = 2;
  options.run.output_wanted = false;
  options.run.timeout = may_hang(scenario) ? 500ms : 60'000ms;
  const Comparison comparison = conform(
      scenario, Parameters::parse(scenario.parameters, Purpose::Check, {}), options, run_on_posix);
  EXPECT_THAT(comparison.outside, testing::IsEmpty());
}

std::string name_of(const testing::TestParamInfo<Golden>& info) {
  return golden::test_name(info.param);
}

INSTANTIATE_TEST_SUITE_P(Classics, RealRuns, testing::ValuesIn(golden::classics()), name_of);
INSTANTIATE_TEST_SUITE_P(Oracles, RealRuns, testing::ValuesIn(golden::oracles()), name_of);
INSTANTIATE_TEST_SUITE_P(Pitfalls, RealRuns, testing::ValuesIn(golden::pitfalls()), name_of);
INSTANTIATE_TEST_SUITE_P(Tutorial, RealRuns, testing::ValuesIn(golden::tutorial()), name_of);

}  // namespace
}  // namespace ravel
