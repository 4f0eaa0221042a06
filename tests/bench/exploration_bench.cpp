// How fast whole programs are explored, next to the bare cost of a context switch in
// scheduling_bench.cpp. Each check is the one that `ravel check` makes; the numbers of executions
// are the oracles'.
#include <benchmark/benchmark.h>

#include <chrono>
#include <string>
#include <vector>

#include "checker/check.h"
#include "scenarios/main/main.h"

namespace ravel {
namespace {

struct Size {
  std::string scenario;
  std::vector<std::string> assignments;
  std::uint64_t executions;
};

CheckResult explore(const Size& size, const CheckOptions& options) {
  const std::vector<Scenario> all = scenarios();
  const Scenario& scenario = find_scenario(all, size.scenario);
  return check(scenario, Parameters::parse(scenario.parameters, Purpose::Check, size.assignments),
               options);
}

// Everything, with as many threads as the argument says.
void Complete(benchmark::State& state, const Size& size) {
  CheckOptions options;
  options.keep_going = true;
  options.minimize = false;
  options.time_max = std::chrono::hours(1);
  options.jobs = static_cast<std::uint32_t>(state.range(0));
  for (auto _ : state)
    if (explore(size, options).executions != size.executions)
      state.SkipWithError("another number of executions than the oracle's");
  state.counters["executions/s"] = benchmark::Counter(
      static_cast<double>(size.executions) * static_cast<double>(state.iterations()),
      benchmark::Counter::kIsRate);
}

void with_threads(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgName("jobs")->Arg(1)->Arg(2)->UseRealTime()->Unit(benchmark::kMillisecond);
}

BENCHMARK_CAPTURE(Complete, lastzero_15, Size{"lastzero", {"n=15"}, 147456})->Apply(with_threads);
BENCHMARK_CAPTURE(Complete, readers_13, Size{"readers", {"n=13"}, 8192})->Apply(with_threads);
BENCHMARK_CAPTURE(Complete, tickets_unlocked_5_5,
                  Size{"tickets-unlocked", {"clients=5", "tickets=5"}, 14400})
    ->Apply(with_threads);
BENCHMARK_CAPTURE(Complete, tickets_locked_7,
                  Size{"tickets-locked", {"clients=7", "tickets=1"}, 5040})
    ->Apply(with_threads);

// As far as to the first finding, which is reported as it was found.
void PhilosophersToTheFirstDeadlock(benchmark::State& state) {
  CheckOptions options;
  options.minimize = false;
  const Size size{"philosophers", {"n=5"}, 0};
  for (auto _ : state)
    if (explore(size, options).findings.size() != 1) state.SkipWithError("no deadlock was found");
}
BENCHMARK(PhilosophersToTheFirstDeadlock)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace ravel
