// What a scheduling step costs, next to the bare cost of the context switches that it needs.
#include <benchmark/benchmark.h>

#include <boost/context/detail/fcontext.hpp>
#include <boost/context/fixedsize_stack.hpp>

#include "checker/check.h"
#include "checker/strategy.h"
#include "sim/simulation.h"
#include "tests/sim/programs.h"

namespace ravel {
namespace {

namespace context = boost::context::detail;

void echo(context::transfer_t from) {
  for (;;) from = context::jump_fcontext(from.fctx, nullptr);
}

// A round trip: one switch into another context and one back, without anything around it.
void BareRoundTrip(benchmark::State& state) {
  boost::context::fixedsize_stack allocator;
  auto stack = allocator.allocate();
  context::fcontext_t other = context::make_fcontext(stack.sp, stack.size, echo);
  for (auto _ : state) other = context::jump_fcontext(other, nullptr).fctx;
  allocator.deallocate(stack);
  state.counters["round_trips/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(BareRoundTrip);

void ten_increments(os::Os& os) {
  const test::Shared shared{{os.create_memory(8), 0, 8}, os::kNoHandle};
  os::Handle children[10];
  for (os::Handle& child : children) child = test::spawn(os, test::increment, shared);
  for (const os::Handle child : children) os.wait(child, os::kForever);
}

// Ten processes that each load and store one shared counter, scheduled by the random walk.
// Starting, ending and waiting are recorded too: 10 spawns, 20 accesses, 10 ends, 10 waits and the
// end of the main process are 51 steps.
void RandomTenIncrements(benchmark::State& state) {
  sim::Simulation simulation{sim::SimulationOptions{}};
  const auto strategy = random_walk(1);
  const sim::Body body = ten_increments;
  std::uint64_t steps = 0;
  for (auto _ : state) steps += simulation.run(body, *strategy).steps.size();
  state.counters["executions/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
  state.counters["steps/s"] =
      benchmark::Counter(static_cast<double>(steps), benchmark::Counter::kIsRate);
}
BENCHMARK(RandomTenIncrements);

constexpr int kAccesses = 1000;

void many_accesses(os::Os& os, const test::Shared& shared) {
  for (int i = 0; i < kAccesses / 2; ++i) test::increment(os, shared);
}

void ten_long_processes(os::Os& os) {
  test::run_all(os, std::vector<test::Child>(10, many_accesses), test::share(os));
}

// The same with a thousand accesses a process: what a scheduling step costs by itself.
void RandomSchedulingStep(benchmark::State& state) {
  sim::SimulationOptions options;
  options.steps_max = 20'000;
  sim::Simulation simulation{options};
  const auto strategy = random_walk(1);
  const sim::Body body = ten_long_processes;
  for (auto _ : state) simulation.run(body, *strategy);
  state.counters["steps/s"] = benchmark::Counter(
      10.0 * kAccesses * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(RandomSchedulingStep);

}  // namespace
}  // namespace ravel
