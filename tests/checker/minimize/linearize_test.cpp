// The order with the fewest context switches: against hand-made executions, and against every order
// there is of random programs.
#include "checker/minimize/linearize.h"

#include <gtest/gtest.h>

#include <map>

#include "checker/schedule.h"
#include "checker/strategy.h"
#include "tests/checker/reference/classes.h"
#include "tests/checker/reference/explore.h"
#include "tests/checker/reference/program.h"
#include "tests/sim/programs.h"

namespace ravel::minimize {
namespace {

using test::Shared;

/// Somebody else than last time, if that is possible.
class Alternating final : public sim::Chooser {
 public:
  std::size_t choose(const sim::Choices& choices) override {
    for (std::size_t i = 0; i < choices.count(); ++i)
      if (choices[i].process != choices.last()) return i;
    return 0;
  }
};

Linearization straightened(const sim::Body& body, std::size_t cuts_max = 1'000) {
  sim::Simulation simulation{{}};
  Alternating alternating;
  const sim::Execution& execution = simulation.run(body, alternating);
  return linearize({execution, simulation, {}}, cuts_max);
}

void store_twice(os::Os& os, os::Word word) {
  os.store(word, 1, os::Access::Plain);
  os.store(word, 2, os::Access::Plain);
}
void use_front(os::Os& os, const Shared& shared) {
  store_twice(os, shared.counter);
}
void use_back(os::Os& os, const Shared& shared) {
  store_twice(os, {shared.counter.memory, 8, 8});
}
void apart(os::Os& os) {
  test::run_all(os, {use_front, use_back}, {{os.create_memory(16), 0, 8}, os::kNoHandle});
}

// Main starts p and q: o o. As it was: p q p q. Nothing orders the steps of p and q, but main waits
// for p first: with p first it is oo pp o(wait) qq o(wait), 4 switches; with q first main waits for
// both at once: oo qq pp oo, which is 3.
TEST(Linearize, RunsEachProcessAtOnceInTheBestOrder) {
  const Linearization best = straightened(apart);
  EXPECT_EQ(best.switches, 3u);
  EXPECT_TRUE(best.exact);
  // 2 spawns, 2 waits, the wait for all and the end of main; 2 stores and the end of each child.
  EXPECT_EQ(best.steps.size(), 12u);
}

void lost(os::Os& os) {
  test::run_all(os, {test::increment, test::increment}, test::share(os));
}

// As it was: p loads, q loads, p stores, q stores. The store of p comes after the load of q, that
// of q after the store of p: oo p qq p o q.. is not in order; oo q p(load store) o... neither. p
// has to stop behind its load or q behind its own: oo p q p o q o is 6, oo q pp o(wait) q o is 5.
TEST(Linearize, StopsAProcessOnlyWhereItsStepsMustWait) {
  const Linearization best = straightened(lost);
  EXPECT_EQ(best.switches, 5u);
  EXPECT_TRUE(best.exact);
}

// Without any cuts to look at, the greedy search is left; it says that it is one.
TEST(Linearize, IsGreedyBeyondItsLimit) {
  const Linearization best = straightened(apart, 0);
  EXPECT_EQ(best.switches, 3u);
  EXPECT_FALSE(best.exact);
}

struct ClassCosts {
  std::size_t fewest = SIZE_MAX;        // of all its executions
  std::vector<std::size_t> linearized;  // what was found for some of them
};

/// All executions of the program by their classes; nothing if there are too many.
std::map<reference::Class, ClassCosts> costs_of(const reference::Program& program,
                                                std::size_t executions_max) {
  const sim::SimulationOptions options = reference::with_exits();
  const sim::Body body = reference::body_of(program);
  sim::Simulation simulation(options);
  const auto all = depth_first();
  std::map<reference::Class, ClassCosts> classes;
  std::size_t executions = 0;
  do {
    const sim::Execution& execution = all->execute(simulation, body);
    if (++executions > executions_max || execution.closing_observed) return {};
    const sim::Trace trace = simulation.trace();
    ClassCosts& costs = classes[reference::class_of(trace)];
    costs.fewest = std::min(costs.fewest, context_switches(trace.steps));
    // Every third execution: not only the first of each class, which depth-first search makes with
    // few switches.
    if (executions % 3 != 1) continue;
    const Linearization best = linearize({execution, simulation, options}, 10'000);
    costs.linearized.push_back(best.switches);
  } while (all->next());
  return classes;
}

// The search knows nothing of other executions; that it finds the fewest switches of all those of
// the same class shows that it keeps the order and no more than that.
TEST(Linearize, FindsTheFewestSwitchesOfAllExecutionsOfAClass) {
  std::size_t compared = 0;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    const reference::Program program = reference::random_program(seed);
    for (const auto& [of, costs] : costs_of(program, 150))
      for (const std::size_t switches : costs.linearized) {
        ++compared;
        ASSERT_EQ(switches, costs.fewest)
            << "seed " << seed << "\n"
            << reference::to_source(program) << reference::to_string(of);
      }
  }
  EXPECT_GT(compared, 500u);
}

}  // namespace
}  // namespace ravel::minimize
