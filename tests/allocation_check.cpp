// The simulator's loop and the strategies allocate nothing once they have seen the largest
// execution. A program of its own, because it replaces the allocation functions of the whole
// program.
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <new>

#include "checker/strategy.h"
#include "sim/simulation.h"
#include "tests/sim/programs.h"

namespace {

std::atomic<std::uint64_t> allocations{0};

}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace ravel {
namespace {

void locked_increment(os::Os& os, const test::Shared& shared) {
  os.acquire(shared.semaphore, os::kForever);
  test::increment(os, shared);
  os.release(shared.semaphore);
  os.observe("last", static_cast<std::int64_t>(os.pid()));
}

void ten_processes(os::Os& os) {
  const test::Shared shared = test::share(os);
  os::Handle children[10];
  for (os::Handle& child : children) child = test::spawn(os, locked_increment, shared);
  for (const os::Handle child : children) os.wait(child, os::kForever);
}

std::uint64_t allocations_of(sim::Simulation& simulation, Strategy& strategy, int executions) {
  const sim::Body body = ten_processes;
  const std::uint64_t before = allocations;
  for (int i = 0; i < executions; ++i) {
    strategy.execute(simulation, body);
    strategy.next();
  }
  return allocations - before;
}

// The first executions must count something, or the counter itself would be broken.
bool expect_no_more(std::string_view name, int first_executions) {
  sim::Simulation simulation{sim::SimulationOptions{}};
  const auto strategy = make_strategy(name, {});
  const std::uint64_t first = allocations_of(simulation, *strategy, first_executions);
  const std::uint64_t more = allocations_of(simulation, *strategy, 1000);
  std::printf("%s: first executions: %llu allocations; the next 1000: %llu\n", name.data(),
              static_cast<unsigned long long>(first), static_cast<unsigned long long>(more));
  return first > 0 && more == 0;
}

}  // namespace
}  // namespace ravel

int main() {
  bool good = ravel::expect_no_more("random", 1);
  for (const char* name : {"dfs", "preemptions", "delays", "pct", "pos", "surw"})
    good &= ravel::expect_no_more(name, 100);
  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
