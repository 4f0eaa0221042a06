// The comparison with depth-first search acquits an exploration that is optimal and convicts each
// kind of one that is not; and the relation agrees with itself on thousands of random programs.
#include "tests/checker/reference/compare.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

namespace ravel::reference {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// Two processes write one word, two others do what does not matter: 2 classes.
Program two_writers() {
  Program program;
  program.words = {{0, 8}, {8, 8}};
  program.processes = {{{Action::Start, 1}, {Action::Start, 2}, {Action::Load, 1}},
                       {{Action::Choose, 0, 2}, {Action::Store, 0, 1}},
                       {{Action::Store, 0, 2}, {Action::Load, 1}}};
  return program;
}

/// `one_per_class`, of which `change` may leave out, repeat or alter the execution with the number
/// it is given.
using Change = std::function<void(std::size_t, sim::Execution, const sim::Trace&, const Visit&)>;

Explorer changed(const Change& change) {
  return [change](const sim::Body& body, const sim::SimulationOptions& options,
                  const Visit& visit) {
    std::size_t number = 0;
    one_per_class()(body, options, [&](const sim::Execution& execution, const sim::Trace& trace) {
      change(number++, execution, trace, visit);
      return true;
    });
  };
}

Explorer without_the_second() {
  return changed([](std::size_t number, const sim::Execution& execution, const sim::Trace& trace,
                    const Visit& visit) {
    if (number != 1) visit(execution, trace);
  });
}

Explorer with_the_second_twice() {
  return changed([](std::size_t number, const sim::Execution& execution, const sim::Trace& trace,
                    const Visit& visit) {
    visit(execution, trace);
    if (number == 1) visit(execution, trace);
  });
}

Explorer with_a_blocked_one() {
  return changed([](std::size_t number, sim::Execution execution, const sim::Trace& trace,
                    const Visit& visit) {
    visit(execution, trace);
    execution.ending = sim::Ending::Stopped;
    if (number == 1) visit(execution, trace);
  });
}

Explorer with_another_outcome() {
  return changed([](std::size_t number, sim::Execution execution, const sim::Trace& trace,
                    const Visit& visit) {
    if (number == 1) execution.observations_count = 0;
    visit(execution, trace);
  });
}

/// Goes on for ever with the same execution.
Explorer endless() {
  return [](const sim::Body& body, const sim::SimulationOptions& options, const Visit& visit) {
    by_depth()(body, options, [&](const sim::Execution& execution, const sim::Trace& trace) {
      while (visit(execution, trace)) {
      }
      return false;
    });
  };
}

std::string complaint(const Explorer& explorer) {
  return compare(two_writers(), explorer).complaint;
}

TEST(Compare, AcquitsOneExecutionPerClass) {
  const Comparison comparison = compare(two_writers(), one_per_class());
  EXPECT_EQ(comparison.complaint, "");
  EXPECT_FALSE(comparison.skipped);
  // 2 alternatives times 2 orders of the writes.
  EXPECT_EQ(comparison.classes, 4u);
}

TEST(Compare, ConvictsAnExplorerThatDropsAClass) {
  EXPECT_THAT(complaint(without_the_second()), HasSubstr("this class was not explored"));
}

TEST(Compare, ConvictsAnExplorerThatRepeatsAClass) {
  EXPECT_THAT(complaint(with_the_second_twice()), HasSubstr("this class was explored 2 times"));
}

// Depth-first search itself repeats each class as often as it has linear extensions.
TEST(Compare, ConvictsDepthFirstSearch) {
  EXPECT_THAT(complaint(by_depth()), HasSubstr("this class was explored"));
}

TEST(Compare, ConvictsABlockedExecution) {
  EXPECT_THAT(complaint(with_a_blocked_one()), HasSubstr("1 executions were blocked"));
}

TEST(Compare, ConvictsAnotherOutcome) {
  EXPECT_THAT(complaint(with_another_outcome()), HasSubstr("instead of"));
}

TEST(Compare, ConvictsAnExplorerThatDoesNotEnd) {
  EXPECT_THAT(complaint(endless()), HasSubstr("came to no end"));
}

// The smallest program with two classes draws one of two numbers.
TEST(Compare, ShowsTheSmallestProgram) {
  EXPECT_THAT(complaint(without_the_second()), StartsWith("Word x0;  // 8 bytes at 0\n"
                                                          "Word x1;  // 8 bytes at 8\n"
                                                          "void main() {\n"
                                                          "  p1.start();\n"
                                                          "}\n"
                                                          "void p1() {\n"
                                                          "  r = choose(2);\n"
                                                          "}\n"));
}

TEST(Compare, SkipsAProgramWithTooManyInterleavings) {
  const Comparison comparison = compare(two_writers(), without_the_second(), {with_exits(), 10});
  EXPECT_TRUE(comparison.skipped);
  EXPECT_EQ(comparison.complaint, "");
}

TEST(Programs, DependOnTheirSeedAlone) {
  EXPECT_EQ(random_program(7), random_program(7));
  EXPECT_NE(random_program(7), random_program(8));
}

TEST(Programs, UseEveryActionInEveryKindOfProcess) {
  std::set<Action> actions;
  std::set<std::size_t> sizes;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    const Program program = random_program(seed);
    sizes.insert(program.processes.size());
    for (const auto& list : program.processes)
      for (const Operation& operation : list) actions.insert(operation.action);
  }
  EXPECT_EQ(actions.size(), static_cast<std::size_t>(Action::Fail) + 1);
  EXPECT_EQ(sizes, (std::set<std::size_t>{2, 3, 4}));
}

TEST(Programs, ReadAsSource) {
  Program program;
  program.words = {{4, 4}};
  program.semaphores = {{0, 2}};
  program.processes = {
      {{Action::Start, 1}, {Action::IsAlive, 1}, {Action::Kill, 1, 0, 0, true, 7}},
      {{Action::FetchAdd, 0, 2}, {Action::TryAcquire, 0}, {Action::RenameFile, 1}}};
  EXPECT_EQ(to_source(program),
            "Word x0;  // 4 bytes at 4\n"
            "Semaphore s0(0, 2);  // initial, maximum\n"
            "void main() {\n"
            "  p1.start();\n"
            "  r = p1.join(0ms);\n"
            "  if (r == 7) p1.kill();\n"
            "}\n"
            "void p1() {\n"
            "  r = x0.fetch_add(2);\n"
            "  r = s0.try_acquire();\n"
            "  r = rename(b, a);\n"
            "}\n");
}

// Each of seven operations can go, each of two children, and a condition.
TEST(Programs, GetSmallerByOneThingAtATime) {
  Program program = two_writers();
  EXPECT_EQ(smaller(program).size(), 2u + 7u);
  program.processes[1][1].guarded = true;
  EXPECT_EQ(smaller(program).size(), 2u + 7u + 1u);
  // Without process 1, process 2 takes its number; main still starts it.
  EXPECT_EQ(smaller(program)[0].processes,
            (std::vector<std::vector<Operation>>{{{Action::Start, 1}, {Action::Load, 1}},
                                                 program.processes[2]}));
}

// What `fuzz` finds: nothing, in programs of every kind and with every meaning of a timeout. The
// executable ravel_fuzz_exploration does the same for longer.
TEST(Reference, AgreesWithItselfOnRandomPrograms) {
  const Fuzzed fuzzed = fuzz(one_per_class(), {1, 700}, {with_exits(), 200});
  EXPECT_EQ(fuzzed.complaint, "");
  EXPECT_GT(fuzzed.compared, 400u);
  EXPECT_GT(fuzzed.classes, 1'500u);
  for (const auto timeouts : {sim::Timeouts::Anytime, sim::Timeouts::Never}) {
    Setting setting{with_exits(), 200};
    setting.options.timeouts = timeouts;
    EXPECT_EQ(fuzz(one_per_class(), {3'000, 200}, setting).complaint, "");
  }
}

}  // namespace
}  // namespace ravel::reference
