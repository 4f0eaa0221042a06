// The simulator's loop allocates nothing once it has seen the largest execution. A program of its
// own, because it replaces the allocation functions of the whole program.
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
  for (int i = 0; i < executions; ++i) strategy.execute(simulation, body);
  return allocations - before;
}

}  // namespace
}  // namespace ravel

int main() {
  ravel::sim::Simulation simulation{ravel::sim::SimulationOptions{}};
  const auto strategy = ravel::random_walk(1);
  const std::uint64_t first = ravel::allocations_of(simulation, *strategy, 1);
  const std::uint64_t more = ravel::allocations_of(simulation, *strategy, 1000);
  std::printf("first execution: %llu allocations; the next 1000: %llu\n",
              static_cast<unsigned long long>(first), static_cast<unsigned long long>(more));
  // The first must count something, or the counter itself would be broken.
  return first > 0 && more == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
